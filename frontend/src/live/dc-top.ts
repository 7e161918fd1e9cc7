/** The bar above: which meeting, which item, how many are here, how the line is, what time it is. */
import { msg, str } from "@lit/localize";
import { html, nothing } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { tally } from "../attendance/presence";
import type { OwnLine } from "../media/own-line";
import type { Grade, Line } from "../media/quality";
import { icon, type IconName } from "../ui/icon";
import type { LineState } from "./connection";
import { NO_LIMITS, type Limits } from "./dc-stage";
import { RoomElement } from "./element";
import { percent, rate } from "./figures";
import { openItem, type RoomState } from "./state";
import { clockTime, secondsBetween, span } from "./times";

const TICK_MS = 1_000;

export class DcTop extends RoomElement {
  static override properties = {
    room: { attribute: false },
    line: { attribute: false },
    skew: { type: Number },
    home: { type: String },
    connected: { type: Boolean },
    limits: { attribute: false },
    ownLine: { attribute: false },
  };
  declare room: RoomState;
  declare line: LineState;
  declare skew: number;
  declare home: string;
  /** Whether pictures and sound have their line. */
  declare connected: boolean;
  declare limits: Limits;
  /** What the browser measures of its own line. */
  declare ownLine: OwnLine | null;
  private ticking: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.connected = true;
    this.limits = NO_LIMITS;
    this.ownLine = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.ticking = setInterval(() => {
      this.requestUpdate();
    }, TICK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.ticking);
  }

  override render() {
    const now = Date.now() + this.skew;
    return html`<header class="dc-room-top">
      <a class="dc-logo" href=${this.home} aria-label=${msg("Về trang cuộc họp")}>${logo}</a>
      <h1>${this.room.meeting.title}</h1>
      ${this.stage()} ${this.recording()} ${this.item(now)}
      <span class="dc-grow"></span>
      ${this.present()} ${this.quality()}
      <time class="dc-clock">${clockTime(now)}</time>
    </header>`;
  }

  private stage() {
    const { state } = this.room.meeting;
    if (state === "open") return html`<span class="dc-sitting">${icon("circle-dot")}${msg("Đang họp")}</span>`;
    const words = state === "announced" ? msg("Chưa khai mạc") : msg("Đã kết thúc");
    return html`<span class="dc-state idle">${icon("clock")}${words}</span>`;
  }

  /** Seen by everybody from the first second to the last. */
  private recording() {
    if (!this.room.recording) return nothing;
    return html`<span class="dc-sitting recording" role="status">${icon("circle-dot")}${msg("Đang ghi")}</span>`;
  }

  private item(now: number) {
    const item = openItem(this.room);
    if (!item) return nothing;
    const left = item.minutes * 60 - (item.opened_at ? secondsBetween(item.opened_at, now) : 0);
    return html`<div class="dc-item-plate">
      <b>${msg(str`Mục ${item.number}/${this.room.items.length}`)}</b>
      <span class="dc-item-title">${item.title}</span>
      <b class="dc-num ${left < 0 ? "over" : "left"}"
        >${left < 0 ? msg(str`quá ${span(-left)}`) : msg(str`còn ${span(left)}`)}</b
      >
    </div>`;
  }

  private present() {
    const { present, expected } = tally(this.room.seats);
    const percent = (100 * present) / Math.max(1, expected);
    return html`<span class="dc-present" role="img" aria-label=${msg(str`Có mặt ${present} trên ${expected}`)}>
      ${icon("users")}<b class="dc-num">${present}/${expected}</b>
      <span class="dc-meter"><i class="ok" style="width:${percent.toFixed(1)}%"></i></span>
    </span>`;
  }

  private quality() {
    const { look, icon: name, words } = quality(this.line, this.connected, this.limits, this.ownLine?.grade);
    return html`<span
      class="dc-state ${look} ${name === "gauge" ? "saving" : ""}"
      title=${ifDefined(this.ownLine ? figuresOf(this.ownLine.line) : undefined)}
      >${icon(name)}<span>${words}</span></span
    >`;
  }
}

/** How the lines are, the worst first: the news', that of pictures and sound, and what had to be left out on it. */
export function quality(
  line: LineState,
  connected: boolean,
  limits: Limits,
  grade: Grade = "good",
): { look: "ok" | "warn"; icon: IconName; words: string } {
  if (line.late !== "no") return { look: "warn", icon: "wifi-off", words: msg("Đang nối lại") };
  if (!connected) return { look: "warn", icon: "wifi-off", words: msg("Đang nối hình, tiếng") };
  if (limits.level === "full" && grade === "good") return { look: "ok", icon: "wifi", words: msg("Tốt") };
  if (limits.level === "full") return { look: "warn", icon: "signal", words: ofGrade(grade) };
  return { look: "warn", icon: "gauge", words: saved(limits) };
}

const ofGrade = (grade: Grade): string => (grade === "fair" ? msg("Trung bình") : msg("Kém"));

/** What the plate says to who rests the pointer on it. */
function figuresOf(line: Line): string {
  const [up, down] = [rate(line.up_kbps), rate(line.down_kbps)];
  const [lostUp, lostDown] = [percent(line.up_lost_permille), percent(line.down_lost_permille)];
  const trip = line.rtt_ms ?? "–";
  return msg(str`Gửi lên ${up}, nhận về ${down}; mất gói ↑ ${lostUp} ↓ ${lostDown}; độ trễ ${trip} ms`);
}

function saved({ level, reason, kbps }: Limits): string {
  if (reason === "server") return msg("Máy chủ bận, bớt hình");
  if (level === "low") return reason === "line" && kbps ? msg(str`${kbps} kbit/s`) : msg("Tiết kiệm");
  return kbps ? msg(str`${kbps} kbit/s, bớt hình`) : msg("Đường truyền yếu, bớt hình");
}

export const logo = html`<svg viewBox="0 0 30 24" width="30" height="24" aria-hidden="true">
  <path class="arc" d="M3 18 C7 4 23 4 27 18" />
  <circle class="end" cx="3.5" cy="19" r="3.5" />
  <circle class="end" cx="26.5" cy="19" r="3.5" />
  <circle class="middle" cx="15" cy="7.5" r="4.2" />
</svg>`;

customElements.define("dc-top", DcTop);
