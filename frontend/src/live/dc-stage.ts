/** The main picture and the wall of sites beside it. */
import { msg, str } from "@lit/localize";
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { icon } from "../ui/icon";
import { RoomElement } from "./element";
import type { Seat } from "./messages";
import type { SeatId } from "./messages";
import { isHeard, placeOf, type RoomState } from "./state";
import { staged, type Staged } from "./stage";
import "./dc-tile";
import { steady } from "../media/steady";

/** What the media side shows of others. */
export interface Pictures {
  cameras: ReadonlyMap<SeatId, MediaStream>;
  screen: { seat: SeatId; stream: MediaStream } | null;
  own: MediaStream | null;
  connected: boolean;
}

export const NO_PICTURES: Pictures = { cameras: new Map(), screen: null, own: null, connected: false };

export class DcStage extends RoomElement {
  static override properties = {
    room: { attribute: false },
    pictures: { attribute: false },
    loud: { attribute: false },
    pinned: { attribute: false },
    page: { type: Number },
    wall: { type: Boolean },
  };
  declare room: RoomState;
  declare pictures: Pictures;
  declare loud: readonly SeatId[];
  declare pinned: SeatId | null;
  declare page: number;
  /** False for a hall: one picture, readable from four metres. */
  declare wall: boolean;

  constructor() {
    super();
    this.pictures = NO_PICTURES;
    this.loud = [];
    this.pinned = null;
    this.page = 0;
    this.wall = true;
  }

  override render() {
    const cameras = new Set(this.pictures.cameras.keys());
    const stage = staged(this.room, { pictures: cameras, pinned: this.pinned, page: this.page });
    const turning = stage.pages > 1;
    const shape = !this.wall || !stage.wall.length ? "alone" : stage.wall.length <= 4 && !turning ? "few" : "";
    return html`<section class="dc-stage ${shape}" aria-label=${msg("Hình các điểm cầu")}>
      ${this.main(stage.main)}
      ${
        this.wall
          ? repeat(
              stage.wall,
              (seat) => seat.id,
              (seat) => this.tile(seat),
            )
          : nothing
      }
      ${turning && this.wall ? this.pager(stage) : nothing}
    </section>`;
  }

  protected override updated(): void {
    const video = this.querySelector<HTMLVideoElement>(".dc-main video");
    if (video?.paused) void video.play().catch(() => undefined);
  }

  private streamOf(seat: Seat): MediaStream | null {
    return seat.id === this.room.you.seat ? this.pictures.own : (this.pictures.cameras.get(seat.id) ?? null);
  }

  private main(seat: Seat | undefined) {
    const { screen } = this.pictures;
    const stream = screen?.stream ?? (seat ? this.streamOf(seat) : null);
    const speaking = seat !== undefined && this.room.turn?.seat_id === seat.id;
    return html`<div class="dc-main ${speaking ? "speaking" : ""}">
      ${
        stream
          ? html`<video
              autoplay
              playsinline
              muted
              class=${screen ? "whole" : nothing}
              .muted=${true}
              .srcObject=${steady(stream)}
              aria-label=${seat ? msg(str`Hình chính: ${seat.name}`) : msg("Hình chính")}
            ></video>`
          : html`<p class="dc-main-words">${icon("video-off")}${this.whyEmpty(seat)}</p>`
      }
      <div class="dc-main-top">
        ${speaking ? html`<span class="dc-chip">${icon("mic")}${msg("Đang phát biểu")}</span>` : html`<span></span>`}
        ${this.pinned ? this.unpin() : nothing}
      </div>
      ${seat ? html`<div class="dc-plate"><b>${seat.name}</b><span>${seat.detail}</span></div>` : nothing}
    </div>`;
  }

  private whyEmpty(seat: Seat | undefined): string {
    if (!this.pictures.connected) return msg("Đang nối hình và tiếng");
    if (!seat || seat.id === this.room.you.seat) return msg("Bạn là người đầu tiên trong phòng");
    return msg("Chỉ có tiếng");
  }

  private unpin() {
    return html`<button
      class="dc-chip"
      @click=${() => {
        this.up("dc-pin", { seat: null });
      }}
    >
      ${icon("pin-off")}${msg("Theo người nói")}
    </button>`;
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
      .pinned=${this.pinned === seat.id}
    ></dc-tile>`;
  }

  private pager(stage: Staged) {
    const turn = (by: number) => () => {
      this.up("dc-turn-page", { page: Math.min(stage.pages - 1, Math.max(0, this.page + by)) });
    };
    return html`<div class="dc-pager">
      <b>${msg(str`${stage.others} điểm cầu khác`)}</b>
      <div class="dc-row tight">
        <button class="dc-icon-button" ?disabled=${this.page === 0} @click=${turn(-1)}>
          ${icon("chevron-left", msg("Trang trước"))}
        </button>
        <span class="dc-num">${this.page + 1}/${stage.pages}</span>
        <button class="dc-icon-button" ?disabled=${this.page + 1 >= stage.pages} @click=${turn(1)}>
          ${icon("chevron-right", msg("Trang sau"))}
        </button>
      </div>
    </div>`;
  }
}

customElements.define("dc-stage", DcStage);
