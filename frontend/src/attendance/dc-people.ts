/** Sites and persons expected, with who is here now. Presence is evidence; the roll call is another act. */
import { msg, str } from "@lit/localize";
import { html, nothing } from "lit";
import { RoomElement } from "../live/element";
import type { Seat } from "../live/messages";
import { inPlaceOf } from "../live/plate";
import { isChair, placeOf, type RoomState } from "../live/state";
import { icon } from "../ui/icon";
import { absentFirst, tally } from "./presence";

const ROLE_WORDS = (): Readonly<Record<string, string>> => ({
  chair: msg("Chủ trì"),
  secretary: msg("Thư ký"),
  delegate: msg("Đại biểu"),
  guest: msg("Khách mời"),
  site: msg("Điểm cầu"),
});

export class DcPeople extends RoomElement {
  static override properties = { room: { attribute: false } };
  declare room: RoomState;

  override render() {
    const count = tally(this.room.seats);
    const sites = this.room.seats.filter((seat) => seat.site);
    const persons = this.room.seats.filter((seat) => !seat.site);
    return html`<p class="dc-people-count">
        <b class="dc-num">${count.present}/${count.expected}</b> ${msg("đang trong phòng")}
      </p>
      <span class="dc-meter" role="img" aria-label=${msg(str`Có mặt ${count.present} trên ${count.expected}`)}
        ><i class="ok" style="width:${(100 * count.present) / Math.max(1, count.expected)}%"></i
      ></span>
      ${this.group(msg("Điểm cầu"), sites, `${count.sitesPresent}/${count.sites}`)}
      ${this.group(msg("Đại biểu"), persons, `${count.present - count.sitesPresent}/${count.expected - count.sites}`)}`;
  }

  private group(title: string, seats: Seat[], count: string) {
    if (!seats.length) return nothing;
    return html`<h2 class="dc-people-title">${title} <span class="dc-count">${count}</span></h2>
      <ul class="dc-people">
        ${absentFirst(seats).map((seat) => this.row(seat))}
      </ul>`;
  }

  private row(seat: Seat) {
    const place = placeOf(this.room, seat.id);
    return html`<li data-seat=${seat.id} data-present=${seat.present}>
      ${
        seat.present
          ? html`<span class="dc-square ok">${icon("check", msg("Có mặt"))}</span>`
          : html`<span class="dc-square idle">${icon("minus", msg("Chưa vào"))}</span>`
      }
      <span class="dc-grow"><b>${seat.name}</b><small>${this.facts(seat)}</small></span>
      ${place ? html`<span class="dc-hand">${icon("hand", msg("Chờ phát biểu"))}${place}</span>` : nothing}
      ${isChair(this.room) && seat.present ? this.chairs(seat) : nothing}
    </li>`;
  }

  /** The chair shuts a microphone, and puts a seat into everybody's main picture. */
  private chairs(seat: Seat) {
    const muted = this.room.muted.includes(seat.id);
    const pinned = this.room.pinned === seat.id;
    const mute = muted ? msg(str`Mở tiếng ${seat.name}`) : msg(str`Tắt tiếng ${seat.name}`);
    const pin = pinned ? msg(str`Bỏ ghim ${seat.name} cho mọi người`) : msg(str`Ghim ${seat.name} cho mọi người`);
    return html`<button
        class="dc-icon-button"
        aria-pressed=${muted}
        title=${mute}
        @click=${() => {
          this.wish(muted ? "microphone.unmute" : "microphone.mute", { seat: seat.id });
        }}
      >
        ${icon(muted ? "mic-off" : "mic", mute)}
      </button>
      <button
        class="dc-icon-button"
        aria-pressed=${pinned}
        title=${pin}
        @click=${() => {
          this.wish("stage.pin", { seat: pinned ? null : seat.id });
        }}
      >
        ${icon(pinned ? "pin-off" : "pin", pin)}
      </button>`;
  }

  private facts(seat: Seat): string {
    const role = seat.site ? "" : (ROLE_WORDS()[seat.role] ?? "");
    return [role, seat.detail, inPlaceOf(seat), seat.present ? "" : msg("chưa vào")].filter(Boolean).join(", ");
  }
}

customElements.define("dc-people", DcPeople);
