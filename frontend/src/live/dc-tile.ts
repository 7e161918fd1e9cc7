/** One seat's picture with its name plate, or the words why there is no picture. */
import { msg, str } from "@lit/localize";
import { html, nothing } from "lit";
import { icon } from "../ui/icon";
import { RoomElement } from "./element";
import type { Seat } from "./messages";
import { steady } from "../media/steady";

export class DcTile extends RoomElement {
  static override properties = {
    seat: { attribute: false },
    stream: { attribute: false },
    place: { type: Number },
    heard: { type: Boolean },
    loud: { type: Boolean },
    own: { type: Boolean },
    waiting: { type: Boolean },
    pinned: { type: Boolean },
  };
  declare seat: Seat;
  declare stream: MediaStream | null;
  /** Place in the queue, 0 if not waiting. */
  declare place: number;
  declare heard: boolean;
  declare loud: boolean;
  declare own: boolean;
  /** The line to the media node is not there (yet). */
  declare waiting: boolean;
  declare pinned: boolean;

  constructor() {
    super();
    this.stream = null;
    this.place = 0;
    this.heard = this.loud = this.own = this.waiting = this.pinned = false;
  }

  override render() {
    return html`<div class="dc-tile ${this.place ? "hand" : ""} ${this.loud ? "loud" : ""}">
      ${
        this.place
          ? html`<span class="dc-hand">${icon("hand", msg("Xin phát biểu, thứ"))}${this.place}</span>`
          : nothing
      }
      ${this.stream ? this.picture(this.stream) : this.noPicture()}
      <div class="dc-tile-plate">
        ${this.heard ? icon("mic", msg("Micro mở")) : icon("mic-off", msg("Micro tắt"))}
        <span>${this.own ? msg(str`Bạn: ${this.seat.name}`) : this.seat.name}</span>
        ${this.own ? nothing : this.pinButton()}
      </div>
    </div>`;
  }

  /** A picture that was moved to another place in the page stands still until told to go on. */
  protected override updated(): void {
    const video = this.querySelector("video");
    if (video?.paused) void video.play().catch(() => undefined);
  }

  private picture(stream: MediaStream) {
    return html`<video
      class=${this.own ? "own" : nothing}
      autoplay
      playsinline
      muted
      .muted=${true}
      .srcObject=${steady(stream)}
      aria-label=${this.own ? msg("Hình của bạn") : msg(str`Hình từ ${this.seat.name}`)}
    ></video>`;
  }

  private noPicture() {
    if (this.waiting) return html`<p class="dc-tile-words">${icon("refresh-cw")}${msg("Đang nối lại")}</p>`;
    return html`<p class="dc-tile-words">
      ${icon("video-off")}${this.own ? msg("Hình của bạn đang tắt") : msg("Chỉ có tiếng")}
    </p>`;
  }

  private pinButton() {
    const words = this.pinned ? msg(str`Bỏ ghim ${this.seat.name}`) : msg(str`Ghim ${this.seat.name} vào hình chính`);
    return html`<button
      class="dc-tile-pin"
      aria-pressed=${this.pinned}
      aria-label=${words}
      title=${words}
      @click=${() => {
        this.up("dc-pin", { seat: this.pinned ? null : this.seat.id });
      }}
    >
      ${icon(this.pinned ? "pin-off" : "pin")}
    </button>`;
  }
}

customElements.define("dc-tile", DcTile);
