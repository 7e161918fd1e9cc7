/**
 * Everybody's line, worst first: for the chair, the secretary and the technician of the centre.
 *
 * The node measures only while somebody looks: opening the list begins the watch, closing it or leaving the tab ends it.
 * Rows keep their place while their word does not change, and keep their elements, so that nothing jumps under a reader.
 */
import { msg, str } from "@lit/localize";
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { gradeOf, SteadyGrades, worseFirst, type Grade } from "../media/quality";
import { icon, type IconName } from "../ui/icon";
import { RoomElement } from "./element";
import type { LineQuality, SeatId } from "./messages";
import type { RoomState } from "./state";
import { percent, rate } from "./figures";

interface Row {
  seat: SeatId;
  name: string;
  grade: Grade;
  line: LineQuality | undefined;
}

interface Look {
  words: () => string;
  icon: IconName;
  state: string;
}

const LOOKS: Readonly<Record<Grade, Look>> = {
  good: { words: () => msg("Tốt"), icon: "wifi", state: "ok" },
  fair: { words: () => msg("Trung bình"), icon: "signal", state: "warn" },
  poor: { words: () => msg("Kém"), icon: "triangle-alert", state: "bad" },
  none: { words: () => msg("Chưa có hình, tiếng"), icon: "wifi-off", state: "idle" },
};
const SAY_EVERY_MS = 30_000;
const LATE_MS = 7_000; // the node tells every 2 s, the first time after 4

export class DcQuality extends RoomElement {
  static override properties = {
    room: { attribute: false },
    lines: { attribute: false },
    open: { type: Boolean },
    watch: { attribute: false },
    late: { state: true },
  };
  declare room: RoomState;
  /** null until the node has told the first time. */
  declare lines: readonly LineQuality[] | null;
  declare open: boolean;
  /** Begins or ends the measuring. No event: an element that was taken out of the page can send none up. */
  declare watch: (on: boolean) => void;
  /** The node has said nothing for a while. */
  declare late: boolean;
  private alarm: ReturnType<typeof setTimeout> | undefined;
  private readonly steady = new SteadyGrades();
  private shown: Row[] = [];
  private said = { at: -SAY_EVERY_MS, poor: new Set<SeatId>() };

  constructor() {
    super();
    this.lines = null;
    this.open = false;
    this.late = false;
    this.watch = () => undefined;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.alarm);
    if (this.open) this.watch(false);
    this.open = false;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("lines") && this.lines) {
      this.shown = this.rows(this.lines);
      this.tellOfPoor();
    }
    if (changed.has("lines") || changed.has("open")) this.waitForNode();
  }

  override render() {
    return html`<details class="dc-quality" .open=${this.open} @toggle=${this.toggled}>
      <summary>${icon("signal")}<b>${msg("Đường truyền")}</b>${this.open ? this.sums() : nothing}</summary>
      ${this.open ? this.body() : nothing}
    </details>`;
  }

  /** Three looks of the node missed: it is away, or the way to it. */
  private waitForNode(): void {
    clearTimeout(this.alarm);
    this.late = false;
    if (!this.open) return;
    this.alarm = setTimeout(() => {
      this.late = true;
    }, LATE_MS);
  }

  private body() {
    if (this.late) {
      return html`<p class="dc-note warn" role="status">
        ${icon("triangle-alert")}<span
          >${msg("Máy chủ hình, tiếng chưa trả lời; hệ thống đang tự nối lại. Phòng họp vẫn hoạt động.")}</span
        >
      </p>`;
    }
    if (!this.lines) return html`<p class="dc-muted" role="status">${msg("Đang đo, xin chờ vài giây.")}</p>`;
    if (!this.shown.length) return html`<p class="dc-muted">${msg("Chưa có điểm cầu nào vào phòng.")}</p>`;
    return html`<table
      class="dc-line-table"
      role="table"
      aria-label=${msg("Đường truyền của từng điểm cầu, kém nhất trước")}
    >
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">${msg("Điểm cầu")}</th>
          <th role="columnheader" scope="col">${msg("Chất lượng")}</th>
          <th role="columnheader" scope="col" class="dc-num">${msg("Gửi lên")}</th>
          <th role="columnheader" scope="col" class="dc-num">${msg("Nhận về")}</th>
          <th role="columnheader" scope="col" class="dc-num">${msg("Mất gói")}</th>
          <th role="columnheader" scope="col" class="dc-num">${msg("Độ trễ")}</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${repeat(
          this.shown,
          (row) => `${row.seat}/${row.line ? "line" : "none"}/${row.name}`,
          (row) => this.row(row),
        )}
      </tbody>
    </table>`;
  }

  private row({ seat, name, grade, line }: Row) {
    const look = LOOKS[grade];
    return html`<tr role="row" data-seat=${seat} data-grade=${grade}>
      <th role="rowheader" scope="row">${name}</th>
      <td role="cell" class="dc-grade">
        <span class="dc-state ${look.state}">${icon(look.icon)}${look.words()}</span>
        ${line && line.level !== "full" ? html`<small>${limited(line.level)}</small>` : nothing}
      </td>
      ${
        line
          ? html`<td role="cell" class="dc-num"><small>${msg("Gửi lên")}</small>${rate(line.up_kbps)}</td>
              <td role="cell" class="dc-num"><small>${msg("Nhận về")}</small>${rate(line.down_kbps)}</td>
              <td role="cell" class="dc-num dc-lost"><small>${msg("Mất gói")}</small>${lostOf(line)}</td>
              <td role="cell" class="dc-num dc-trip">
                <small>${msg("Độ trễ")}</small>${line.rtt_ms === null ? "–" : `${line.rtt_ms} ms`}
              </td>`
          : html`<td role="cell" class="dc-num dc-none" colspan="4">–</td>`
      }
    </tr>`;
  }

  /** How many are how, beside the title: what a glance is for. */
  private sums() {
    const counts = (["none", "poor", "fair", "good"] as const).map((grade) => ({
      grade,
      count: this.shown.filter((row) => row.grade === grade).length,
    }));
    return html`<span class="dc-line-sums"
      >${counts
        .filter(({ count }) => count > 0)
        .map(({ grade, count }) => {
          const look = LOOKS[grade];
          return html`<span class="dc-state ${look.state}">${icon(look.icon, look.words())}${count}</span>`;
        })}</span
    >`;
  }

  /** Everybody in the room has a row, twice if they came with two browsers; who has no line is worst of all. */
  private rows(lines: readonly LineQuality[]): Row[] {
    const present = this.room.seats.filter((seat) => seat.present);
    const grades = new Map<SeatId, Grade>();
    for (const seat of present) {
      const own = lines.filter((line) => line.seat === seat.id).map((line) => gradeOf(line, line.level));
      grades.set(seat.id, own.sort(worseFirst)[0] ?? "none");
    }
    const steady = this.steady.take(grades);
    return present
      .flatMap(({ id, name }): Row[] => {
        const own = lines.filter((line) => line.seat === id);
        const grade = steady.get(id) ?? "none";
        return own.length
          ? own.map((line, nth) => ({ seat: id, name: nth ? `${name} (${nth + 1})` : name, grade, line }))
          : [{ seat: id, name, grade, line: undefined }];
      })
      .sort((a, b) => worseFirst(a.grade, b.grade) || a.name.localeCompare(b.name, "vi"));
  }

  /** A screen reader hears who fell to "poor", not every figure. */
  private tellOfPoor(): void {
    const poor = new Set(this.shown.filter((row) => row.grade === "poor").map((row) => row.seat));
    const fresh = this.shown.filter((row) => poor.has(row.seat) && !this.said.poor.has(row.seat));
    const now = performance.now();
    if (!fresh.length) this.said.poor = poor;
    if (!fresh.length || now - this.said.at < SAY_EVERY_MS) return;
    this.said = { at: now, poor };
    const names = fresh.map((row) => row.name).join(", ");
    this.say(msg(str`Đường truyền kém: ${names}`));
  }

  private readonly toggled = (event: Event): void => {
    const { open } = event.target as HTMLDetailsElement;
    if (open === this.open) return;
    this.open = open;
    this.watch(open);
  };
}

function lostOf(line: LineQuality): string {
  return `↑ ${percent(line.up_lost_permille)} ↓ ${percent(line.down_lost_permille)}`;
}

function limited(level: string): string {
  return level === "low" ? msg("chỉ còn tiếng và tài liệu") : msg("đã giảm hình");
}

customElements.define("dc-quality", DcQuality);
