/** The main picture and the wall of sites beside it; without cameras, to save the line, names instead of the wall. */
import { msg, str } from "@lit/localize";
import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { repeat } from "lit/directives/repeat.js";
import { steady } from "../media/steady";
import "../speakers/dc-timer";
import { icon } from "../ui/icon";
import "./dc-tile";
import { RoomElement } from "./element";
import { inPlaceOf } from "./plate";
import type { MediaLimits, Seat, SeatId } from "./messages";
import { staged, type Staged } from "./stage";
import { chairSeat, isChair, isHeard, nameOf, placeOf, seatOf, type RoomState } from "./state";

/** What the media side shows of others. */
export interface Pictures {
  cameras: ReadonlyMap<SeatId, MediaStream>;
  screen: { seat: SeatId; stream: MediaStream } | null;
  own: MediaStream | null;
  /** This browser shares its own screen. */
  sharing: boolean;
  connected: boolean;
  limits: Limits;
}

/** What this browser gets less of, and why: the person chose so, its line, or a busy server. */
export type Limits = Omit<MediaLimits, "type">;

export const NO_LIMITS: Limits = { level: "full", reason: "", kbps: 0 };
export const NO_PICTURES: Pictures = {
  cameras: new Map(),
  screen: null,
  own: null,
  sharing: false,
  connected: false,
  limits: NO_LIMITS,
};

const NAMES_SHOWN = 10; // two rows at 1366 (DESIGN.md 06d)

export class DcStage extends RoomElement {
  static override properties = {
    room: { attribute: false },
    pictures: { attribute: false },
    loud: { attribute: false },
    pinned: { attribute: false },
    page: { type: Number },
    skew: { type: Number },
    wall: { type: Boolean },
  };
  declare room: RoomState;
  declare pictures: Pictures;
  declare loud: readonly SeatId[];
  declare pinned: SeatId | null;
  declare page: number;
  declare skew: number;
  /** False for a hall: one picture, readable from four metres. */
  declare wall: boolean;

  constructor() {
    super();
    this.pictures = NO_PICTURES;
    this.loud = [];
    this.pinned = null;
    this.page = 0;
    this.skew = 0;
    this.wall = true;
  }

  override render() {
    const stage = this.staged();
    const low = this.pictures.limits.level === "low";
    const turning = stage.pages > 1 && !low;
    const walled = this.wall && !low && stage.wall.length > 0;
    const shape = low && this.wall ? "low" : !walled ? "alone" : stage.wall.length <= 4 && !turning ? "few" : "";
    return html`<section class="dc-stage ${shape}" aria-label=${msg("Hình các điểm cầu")}>
      ${this.main(stage.main)} ${walled ? this.tiles(stage) : nothing}
      ${turning && this.wall ? this.pager(stage) : nothing} ${low && this.wall ? this.names() : nothing}
    </section>`;
  }

  /** The number of pages of the wall, for the keys that turn them. */
  get pages(): number {
    return this.staged().pages;
  }

  protected override updated(): void {
    const video = this.querySelector<HTMLVideoElement>(".dc-main video");
    if (video?.paused) void video.play().catch(() => undefined);
  }

  private staged(): Staged {
    const { cameras, screen } = this.pictures;
    const pictures = new Set(cameras.keys());
    return staged(this.room, { pictures, screen: screen?.seat ?? null, pinned: this.pinned, page: this.page });
  }

  private streamOf(seat: Seat): MediaStream | null {
    if (this.pictures.limits.level === "low") return null; // the last picture before would stand still
    return seat.id === this.room.you.seat ? this.pictures.own : (this.pictures.cameras.get(seat.id) ?? null);
  }

  private main(seat: Seat | undefined) {
    const { screen } = this.pictures;
    const speaking = seat !== undefined && this.room.turn?.seat_id === seat.id;
    return html`<div class="dc-main ${speaking ? "speaking" : ""} ${screen ? "screen" : ""}">
      ${screen ? this.sharedScreen(screen) : this.mainPicture(seat)}
      <div class="dc-main-top">
        <div class="dc-row tight">
          ${speaking ? html`<span class="dc-chip">${icon("mic")}${msg("Đang phát biểu")}</span>` : nothing}
          ${this.sharing(screen?.seat)}
        </div>
        <div class="dc-row tight end">${this.pins(seat)}</div>
      </div>
      ${seat ? html`<div class="dc-plate"><b>${seat.name}</b><span>${[seat.detail, inPlaceOf(seat)].filter(Boolean).join(", ")}</span></div>` : nothing}
    </div>`;
  }

  /** The screen whole, never cut; in a hall, which has no wall, the speaker stands small in its corner. */
  private sharedScreen({ seat, stream }: { seat: SeatId; stream: MediaStream }) {
    const speaker = seatOf(this.room, this.room.turn?.seat_id ?? chairSeat(this.room)?.id ?? "");
    const beside = !this.wall && speaker ? (this.pictures.cameras.get(speaker.id) ?? null) : null;
    return html`${this.video(stream, "whole", msg(str`Màn hình của ${nameOf(this.room, seat)}`))}
    ${
      beside && speaker
        ? html`<div class="dc-inset">${this.video(beside, "", msg(str`Hình từ ${speaker.name}`))}</div>`
        : nothing
    }`;
  }

  private mainPicture(seat: Seat | undefined) {
    const stream = seat ? this.streamOf(seat) : null;
    if (!stream) return html`<p class="dc-main-words">${icon("video-off")}${this.whyEmpty(seat)}</p>`;
    const own = seat?.id === this.room.you.seat;
    return this.video(stream, own ? "own" : "", seat ? msg(str`Hình chính: ${seat.name}`) : msg("Hình chính"));
  }

  private video(stream: MediaStream, look: string, label: string) {
    return keyed(
      look,
      html`<video
        autoplay
        playsinline
        muted
        class=${look || nothing}
        .muted=${true}
        .srcObject=${steady(stream)}
        aria-label=${label}
      ></video>`,
    );
  }

  /** Whose screen this is. One's own is told in words: it would be a picture in a picture in a picture. */
  private sharing(seat: SeatId | undefined): TemplateResult {
    return html`${
      seat
        ? html`<span class="dc-chip"
            >${icon("monitor-up")}<span>${msg(str`${nameOf(this.room, seat)} chia sẻ màn hình`)}</span></span
          >`
        : nothing
    }
    ${
      this.pictures.sharing
        ? html`<span class="dc-chip own-screen">${icon("monitor-up")}${msg("Bạn đang chia sẻ màn hình")}</span>`
        : nothing
    }`;
  }

  /** Whom the chair pinned for all is told to all; my own pin comes before it, and is taken off here. */
  private pins(seat: Seat | undefined): TemplateResult {
    const { pinned } = this.room;
    return html`${
      pinned
        ? html`<span class="dc-chip"
            >${icon("pin")}<span>${msg(str`Chủ trì ghim: ${nameOf(this.room, pinned)}`)}</span></span
          >`
        : nothing
    }
    ${this.pinned ? this.unpin(pinned !== null) : nothing} ${isChair(this.room) ? this.pinForAll(seat) : nothing}`;
  }

  private unpin(pinnedForAll: boolean) {
    return html`<button
      class="dc-chip"
      @click=${() => {
        this.up("dc-pin", { seat: null });
      }}
    >
      ${icon("pin-off")}${pinnedForAll ? msg("Theo chủ trì") : msg("Theo người nói")}
    </button>`;
  }

  private pinForAll(seat: Seat | undefined) {
    const { pinned, you } = this.room;
    const offered = seat && seat.id !== you.seat && seat.id !== pinned ? seat.id : null;
    if (!offered && !pinned) return nothing;
    return html`<button
      class="dc-chip"
      @click=${() => {
        this.wish("stage.pin", { seat: offered });
      }}
    >
      ${icon(offered ? "pin" : "pin-off")}${offered ? msg("Ghim cho mọi người") : msg("Bỏ ghim cho mọi người")}
    </button>`;
  }

  private whyEmpty(seat: Seat | undefined): string {
    if (!this.pictures.connected) return msg("Đang nối hình và tiếng");
    if (!seat || seat.id === this.room.you.seat) return msg("Bạn là người đầu tiên trong phòng");
    return this.leftOut() || msg("Điểm cầu này đang tắt hình");
  }

  /** Why a picture that is there does not come to this browser. */
  private leftOut(): string {
    const { level, reason } = this.pictures.limits;
    if (level === "full") return "";
    if (reason === "chosen") return msg("Hình tạm tắt để tiết kiệm đường truyền");
    return reason === "server" ? msg("Tạm bớt hình: máy chủ bận") : msg("Tạm bớt hình để giữ tiếng");
  }

  private tiles(stage: Staged) {
    return repeat(
      stage.wall,
      (seat) => seat.id,
      (seat) => this.tile(seat),
    );
  }

  private tile(seat: Seat) {
    const own = seat.id === this.room.you.seat;
    return html`<dc-tile
      .seat=${seat}
      .stream=${this.streamOf(seat)}
      .place=${placeOf(this.room, seat.id)}
      .heard=${isHeard(this.room, seat.id)}
      .loud=${this.loud.includes(seat.id)}
      .own=${own}
      .waiting=${!this.pictures.connected && !own}
      .leftOut=${own ? "" : this.leftOut()}
      .pinned=${this.pinned === seat.id}
      .pinnedForAll=${this.room.pinned === seat.id}
    ></dc-tile>`;
  }

  private pager(stage: Staged) {
    const turn = (by: number) => () => {
      this.up("dc-turn-page", { page: Math.min(stage.pages - 1, Math.max(0, stage.page + by)) });
    };
    return html`<div class="dc-pager" role="group" aria-label=${msg("Trang của tường điểm cầu")}>
      <b>${msg(str`${stage.others} điểm cầu khác`)}</b>
      <div class="dc-row tight">
        <button class="dc-icon-button" ?disabled=${stage.page === 0} aria-keyshortcuts="ArrowLeft" @click=${turn(-1)}>
          ${icon("chevron-left", msg("Trang trước"))}
        </button>
        <span class="dc-num">${stage.page + 1}/${stage.pages}</span>
        <button
          class="dc-icon-button"
          ?disabled=${stage.page + 1 >= stage.pages}
          aria-keyshortcuts="ArrowRight"
          @click=${turn(1)}
        >
          ${icon("chevron-right", msg("Trang sau"))}
        </button>
      </div>
    </div>`;
  }

  /** Names instead of pictures (DESIGN.md 06d): who speaks, with the clock, and who else is here. */
  private names() {
    const { turn } = this.room;
    const here = this.room.seats.filter((seat) => seat.present && seat.id !== turn?.seat_id);
    const more = here.length - NAMES_SHOWN;
    return html`<div class="dc-names">
      ${turn ? this.speakerPlate(turn) : nothing}
      <ul>
        ${here.slice(0, NAMES_SHOWN).map((seat) => this.name(seat))}
        ${more > 0 ? html`<li><b>${msg(str`và ${more} điểm cầu`)}</b></li>` : nothing}
      </ul>
    </div>`;
  }

  private speakerPlate(turn: NonNullable<RoomState["turn"]>) {
    const seat = seatOf(this.room, turn.seat_id);
    return html`<div class="dc-names-speaker">
      ${icon("mic")}
      <div class="dc-grow"><b>${seat?.name}</b><span>${seat?.detail}</span></div>
      <dc-timer plain .turn=${turn} .skew=${this.skew}></dc-timer>
    </div>`;
  }

  private name(seat: Seat) {
    const heard = isHeard(this.room, seat.id);
    const place = placeOf(this.room, seat.id);
    return html`<li class=${this.loud.includes(seat.id) ? "loud" : ""}>
      ${heard ? icon("mic", msg("Micro mở")) : icon("mic-off", msg("Micro tắt"))}${seat.name}
      ${place ? html`<span class="dc-hand">${icon("hand", msg("Xin phát biểu, thứ"))}${place}</span>` : nothing}
    </li>`;
  }
}

customElements.define("dc-stage", DcStage);
