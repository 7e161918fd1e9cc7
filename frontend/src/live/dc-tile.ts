/** One seat's picture with its name plate, or the words why there is no picture. */
import { msg, str } from "@lit/localize";
import { html, nothing } from "lit";
import { icon } from "../ui/icon";
import { RoomElement } from "./element";
import type { Seat } from "./messages";
import { plateOf } from "./plate";
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
    leftOut: { type: String },
    pinned: { type: Boolean },
    pinnedForAll: { type: Boolean },
    moving: { state: true },
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
  /** Why pictures are left out now; empty where all of them come. */
  declare leftOut: string;
  declare pinned: boolean;
  declare pinnedForAll: boolean;
  /** The stream whose first picture has been seen. */
  declare moving: MediaStream | null;

  constructor() {
    super();
    this.stream = this.moving = null;
    this.place = 0;
    this.leftOut = "";
    this.heard = this.loud = this.own = this.waiting = this.pinned = this.pinnedForAll = false;
  }

  override render() {
    return html`<div class="dc-tile ${this.place ? "hand" : ""} ${this.loud ? "loud" : ""}">
      ${
        this.place
          ? html`<span class="dc-hand">${icon("hand", msg("Xin phát biểu, thứ"))}${this.place}</span>`
          : nothing
      }
      ${this.stream ? this.picture(this.stream) : this.words("video-off", this.whyNone())}
      <div class="dc-tile-plate">
        ${this.heard ? icon("mic", msg("Micro mở")) : icon("mic-off", msg("Micro tắt"))}
        <span>${this.own ? msg(str`Bạn: ${plateOf(this.seat)}`) : plateOf(this.seat)}</span>
        ${this.pinnedForAll ? icon("pin", msg("Chủ trì ghim")) : nothing} ${this.own ? nothing : this.pinButton()}
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
        @loadeddata=${() => {
          this.moving = stream;
        }}
      ></video>
      ${this.moving === stream || this.own ? nothing : this.words("refresh-cw", msg("Đang chờ hình"))}`;
  }

  private words(name: "video-off" | "refresh-cw", words: string) {
    return html`<p class="dc-tile-words">${icon(this.waiting ? "refresh-cw" : name)}${words}</p>`;
  }

  private whyNone(): string {
    if (this.waiting) return msg("Đang nối lại");
    if (this.leftOut) return this.leftOut;
    return this.own ? msg("Hình của bạn đang tắt") : msg("Đang tắt hình");
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
