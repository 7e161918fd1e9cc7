/** Who speaks and who waits. My own place is marked; the chair invites from here. */
import { msg, str } from "@lit/localize";
import { html, nothing } from "lit";
import { RoomElement } from "../live/element";
import { isChair, nameOf, openItem, seatOf, type RoomState } from "../live/state";
import type { Waiting } from "../live/messages";
import { minutesWaited } from "../live/times";
import { icon } from "../ui/icon";
import "./dc-timer";

const LENGTHS_MIN = [2, 3, 5, 7, 10, 15];
const USUAL_MIN = 5;

export class DcQueue extends RoomElement {
  static override properties = {
    room: { attribute: false },
    skew: { type: Number },
    minutes: { state: true },
  };
  declare room: RoomState;
  declare skew: number;
  declare minutes: number;

  constructor() {
    super();
    this.skew = 0;
    this.minutes = USUAL_MIN;
  }

  /** Invites the head of the queue: the chair's Enter. */
  inviteNext(): void {
    const [next] = this.room.queue;
    if (next && isChair(this.room)) this.invite(next);
  }

  override render() {
    const chair = isChair(this.room);
    return html`${this.speaker(chair)}
      <div class="dc-row between dc-queue-head">
        <h2>${chair ? msg("Hàng chờ") : msg("Hàng chờ phát biểu")}</h2>
        ${chair ? this.lengths() : nothing}
      </div>
      ${
        this.room.queue.length
          ? html`<ol class="dc-queue">
              ${this.room.queue.map((waiting, index) => this.row(waiting, index, chair))}
            </ol>`
          : html`<p class="dc-muted">${msg("Chưa có ai xin phát biểu.")}</p>`
      }`;
  }

  private speaker(chair: boolean) {
    const turn = this.room.turn;
    if (!turn) return html`<p class="dc-turn idle">${this.silence()}</p>`;
    const name = nameOf(this.room, turn.seat_id);
    return html`<section class="dc-turn" aria-label=${msg("Đang phát biểu")}>
      <div class="dc-row between">
        <b>${chair ? msg(str`${name} đang nói`) : name}</b>
        <span class="dc-small">${msg(str`lượt ${Math.round(turn.allowed_s / 60)} phút`)}</span>
      </div>
      <dc-timer .turn=${turn} .skew=${this.skew}></dc-timer>
      ${chair ? this.turnButtons(turn.seat_id) : nothing}
    </section>`;
  }

  private silence(): string {
    if (this.room.meeting.state !== "open") return msg("Cuộc họp chưa khai mạc.");
    const presenter = openItem(this.room)?.presenter;
    return presenter ? msg(str`Trình bày mục này: ${presenter}`) : msg("Chưa ai được trao quyền phát biểu.");
  }

  private turnButtons(seat: string) {
    const muted = this.room.muted.includes(seat);
    return html`<div class="dc-turn-buttons">
      <button
        class="btn btn-plain"
        aria-keyshortcuts="+"
        @click=${() => {
          this.wish("floor.extend", { minutes: 1 });
        }}
      >
        ${icon("plus")}${msg("1 phút")}
      </button>
      <button
        class="btn btn-plain"
        @click=${() => {
          this.wish(muted ? "microphone.unmute" : "microphone.mute", { seat });
        }}
      >
        ${icon(muted ? "mic" : "mic-off")}${muted ? msg("Mở tiếng") : msg("Tắt tiếng")}
      </button>
      <button
        class="btn btn-danger"
        @click=${() => {
          this.wish("floor.end");
        }}
      >
        ${icon("square")}${msg("Dừng")}
      </button>
    </div>`;
  }

  private lengths() {
    return html`<label class="dc-row tight dc-small"
      >${msg("Mỗi lượt")}
      <select
        class="form-select"
        @change=${(event: Event) => {
          this.minutes = Number((event.target as HTMLSelectElement).value);
        }}
      >
        ${LENGTHS_MIN.map(
          (length) =>
            html`<option value=${length} ?selected=${length === this.minutes}>${msg(str`${length} phút`)}</option>`,
        )}
      </select></label
    >`;
  }

  private row(waiting: Waiting, index: number, chair: boolean) {
    const seat = seatOf(this.room, waiting.seat_id);
    const mine = waiting.seat_id === this.room.you.seat;
    const name = seat?.name ?? "";
    const waited = msg(str`chờ ${minutesWaited(waiting.at, Date.now() + this.skew)} phút`);
    return html`<li class=${mine ? "mine" : ""} aria-current=${mine ? "true" : nothing}>
      <span class="dc-queue-place">${index + 1}</span>
      <div class="dc-grow">
        <b>${mine ? msg(str`Bạn: ${name}`) : name}</b>
        <small>${seat?.detail ? `${waited}, ${seat.detail}` : waited}</small>
      </div>
      ${chair && !mine ? this.inviteButton(waiting, index, name) : nothing} ${mine ? this.withdrawButton() : nothing}
    </li>`;
  }

  private inviteButton(waiting: Waiting, index: number, name: string) {
    return html`<button
      class="btn ${index === 0 ? "btn-primary" : "btn-plain"}"
      aria-label=${msg(str`Mời ${name} phát biểu`)}
      aria-keyshortcuts=${index === 0 ? "Enter" : nothing}
      @click=${() => {
        this.invite(waiting);
      }}
    >
      ${icon("mic")}${msg("Mời")}
    </button>`;
  }

  private withdrawButton() {
    return html`<button
      class="btn btn-plain btn-sm"
      @click=${() => {
        this.wish("hand.lower");
      }}
    >
      ${msg("Rút")}
    </button>`;
  }

  private invite(waiting: Waiting): void {
    this.wish("floor.give", { seat: waiting.seat_id, minutes: this.minutes });
  }
}

customElements.define("dc-queue", DcQueue);
