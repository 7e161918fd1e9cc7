/** A hall's screen: readable from four metres, one very large button, our own picture, no panel. */
import { msg, str } from "@lit/localize";
import { html, nothing } from "lit";
import { tally } from "../attendance/presence";
import "../speakers/dc-timer";
import { icon } from "../ui/icon";
import type { LineState } from "./connection";
import type { Devices } from "./dc-controls";
import { NO_PICTURES, type Pictures } from "./dc-stage";
import "./dc-limits";
import { RoomElement } from "./element";
import { modeWords } from "./modes";
import type { SeatId } from "./messages";
import type { Press } from "./presses";
import { mayShare, nameOf, openItem, placeOf, voiceOf, type RoomState } from "./state";
import { quality } from "./dc-top";
import { clockTime } from "./times";
import { steady } from "../media/steady";

const NEXT_SHOWN = 2;

export class DcHall extends RoomElement {
  static override properties = {
    room: { attribute: false },
    line: { attribute: false },
    pictures: { attribute: false },
    devices: { attribute: false },
    loud: { attribute: false },
    pinned: { attribute: false },
    skew: { type: Number },
    support: { type: String },
    roll: { type: String },
  };
  declare room: RoomState;
  declare line: LineState;
  declare pictures: Pictures;
  declare devices: Devices;
  declare loud: readonly SeatId[];
  declare pinned: SeatId | null;
  declare skew: number;
  declare support: string;
  /** Where the hall ticks who of its list is there. */
  declare roll: string;

  constructor() {
    super();
    this.pictures = NO_PICTURES;
    this.devices = { microphone: "none", camera: "none" };
    this.loud = [];
    this.pinned = null;
    this.skew = 0;
    this.support = "";
    this.roll = "";
  }

  override render() {
    return html`<main class="dc-hall ${this.pictures.limits.level === "low" ? "noted" : ""}" id="main">
        <dc-limits .limits=${this.pictures.limits}></dc-limits>
        <h1 class="visually-hidden">${msg(str`Hội trường ${this.room.you.name}`)}</h1>
        <dc-stage
          .room=${this.room}
          .pictures=${this.pictures}
          .loud=${this.loud}
          .pinned=${this.pinned}
          .skew=${this.skew}
          .wall=${false}
        ></dc-stage>
        <aside class="dc-hall-side" aria-label=${msg("Diễn biến")}>
          ${this.clock()} ${this.item()} ${this.self()} ${this.standing()}
        </aside>
      </main>
      <footer class="dc-hall-foot" aria-label=${msg("Điều khiển hội trường")}>
        ${this.hand()} ${this.microphone()} ${this.camera()}
        <button class="dc-hall-button" data-press="leave" @click=${this.presses("leave")}>
          ${icon("log-out")}<span>${msg("Rời phòng")}</span>
        </button>
      </footer>`;
  }

  private presses(press: Press) {
    return () => {
      this.up("dc-press", { press });
    };
  }

  private clock() {
    const { turn } = this.room;
    const mine = turn?.seat_id === this.room.you.seat;
    return html`<section class="dc-hall-box">
      <h2>${mine ? msg("Còn lại của chúng ta") : msg("Còn lại của người nói")}</h2>
      ${
        turn
          ? html`<dc-timer class="big" .turn=${turn} .skew=${this.skew}></dc-timer>`
          : html`<p class="dc-hall-words">${msg("Chưa có người phát biểu")}</p>`
      }
    </section>`;
  }

  private item() {
    const item = openItem(this.room);
    const next = this.room.queue.slice(0, NEXT_SHOWN);
    return html`<section class="dc-hall-box">
      ${
        item
          ? html`<h2>${msg(str`Mục ${item.number} trong ${this.room.items.length}`)}</h2>
              <p class="dc-hall-words">${item.title}</p>`
          : html`<h2>${this.room.meeting.title}</h2>
              <p class="dc-hall-words">
                ${this.room.meeting.state === "announced" ? msg("Chờ chủ trì khai mạc") : nothing}
              </p>`
      }
      ${next.length ? html`<h2>${msg("Tiếp theo phát biểu")}</h2>` : nothing}
      ${next.map(({ seat_id }) =>
        seat_id === this.room.you.seat
          ? html`<p class="dc-hall-words ours">
              ${icon("hand")}${nameOf(this.room, seat_id)} <small>(${msg("chúng ta")})</small>
            </p>`
          : html`<p class="dc-hall-words">${nameOf(this.room, seat_id)}</p>`,
      )}
    </section>`;
  }

  private self() {
    return html`<figure class="dc-hall-self">
      ${
        this.pictures.own
          ? html`<video
              class="own"
              autoplay
              playsinline
              muted
              .muted=${true}
              .srcObject=${steady(this.pictures.own)}
              aria-label=${msg("Hình của hội trường ta")}
            ></video>`
          : html`<p class="dc-tile-words">
              ${icon("video-off")}${this.devices.camera === "held" ? msg("Hình của ta tạm tắt") : msg("Hình của ta đang tắt")}
            </p>`
      }
      <figcaption>${msg("Hình của ta")}: ${this.room.you.name}</figcaption>
    </figure>`;
  }

  private standing() {
    const { present, expected } = tally(this.room.seats);
    const { look, icon: sign, words } = quality(this.line, this.pictures.connected, this.pictures.limits);
    return html`<section class="dc-hall-box">
      ${
        this.room.recording
          ? html`<p><span class="dc-sitting recording" role="status">${icon("circle-dot")}${msg("Đang ghi")}</span></p>`
          : nothing
      }
      <p class="dc-row between"><span>${msg("Có mặt")}</span><b class="dc-num">${present}/${expected}</b></p>
      <p class="dc-row between">
        <span class="dc-hall-line ${look}">${icon(sign)}${look === "ok" ? msg("Đường truyền tốt") : words}</span
        ><time class="dc-num">${clockTime(Date.now() + this.skew)}</time>
      </p>
      ${
        this.support
          ? html`<p class="dc-row between">
              <span>${icon("headphones")} ${msg("Gọi kỹ thuật")}</span><b class="dc-num">${this.support}</b>
            </p>`
          : nothing
      }
      <p class="dc-row between"><span>${msg("Cách phát biểu")}</span><b>${modeWords(this.room.mode)}</b></p>
      <p class="dc-row tight dc-hall-small">${this.share()} ${this.saving()} ${this.rollCall()}</p>
    </section>`;
  }

  private hand() {
    const speaking = this.room.turn?.seat_id === this.room.you.seat;
    const place = placeOf(this.room, this.room.you.seat);
    const closed = this.room.meeting.state !== "open";
    const words = speaking
      ? [msg("Kết thúc phát biểu"), msg("Micro của hội trường đang mở")]
      : place
        ? [msg(str`Đã xin phát biểu: thứ ${place}`), msg("Bấm lần nữa để rút")]
        : [msg("Xin phát biểu"), closed ? msg("Chờ chủ trì khai mạc") : msg("Phím H")];
    return html`<button
      class="dc-hall-button hand"
      data-press="hand"
      aria-pressed=${place > 0}
      aria-disabled=${closed ? "true" : nothing}
      @click=${closed ? nothing : this.presses("hand")}
    >
      ${icon(speaking ? "circle-stop" : "hand")}<span>${words[0]}<small>${words[1]}</small></span>
    </button>`;
  }

  private microphone() {
    const voice = voiceOf(this.room, this.room.you.seat);
    const heard = voice === "heard" && this.devices.microphone === "on";
    const mine = voice === "heard" || voice === "shut";
    const why = voice === "shut_by_chair" ? msg("Chủ trì tắt tiếng") : msg("Chờ trao quyền");
    return html`<button
      class="dc-hall-button ${heard ? "live" : "muted"}"
      data-press="mic"
      aria-disabled=${mine ? nothing : "true"}
      @click=${mine ? this.presses("mic") : nothing}
    >
      ${icon(heard ? "mic" : "mic-off")}<span
        >${heard ? msg("Micro mở") : msg("Micro tắt")}<small>${mine ? msg("Bấm để đổi") : why}</small></span
      >
    </button>`;
  }

  private camera() {
    const on = this.devices.camera === "on";
    const held = this.devices.camera === "held";
    const words = held ? msg("Hình tạm tắt") : on ? msg("Tắt hình") : msg("Bật hình");
    return html`<button
      class="dc-hall-button"
      data-press="camera"
      aria-disabled=${held ? "true" : nothing}
      @click=${held ? nothing : this.presses("camera")}
    >
      ${icon(on ? "video" : "video-off")}<span>${words}</span>
    </button>`;
  }

  /** Small beside the large ones: a hall shares seldom, and only while it has the floor. */
  private share() {
    const { sharing } = this.pictures;
    const may = mayShare(this.room, this.room.you.seat);
    return html`<button
      class="btn btn-plain"
      data-press="share"
      aria-keyshortcuts="S"
      aria-pressed=${sharing}
      @click=${this.presses("share")}
    >
      ${icon(sharing ? "monitor-off" : may ? "monitor-up" : "lock")}${sharing ? msg("Dừng chia sẻ") : msg("Chia sẻ")}
    </button>`;
  }

  /** In a window of its own: the room goes on. */
  private rollCall() {
    if (!this.roll) return nothing;
    return html`<a class="btn btn-plain" href=${this.roll} target="_blank"
      >${icon("user-check")}${msg("Điểm danh")}</a
    >`;
  }

  private saving() {
    return html`<button
      class="btn btn-plain"
      data-press="low"
      aria-pressed=${this.pictures.limits.level === "low"}
      @click=${this.presses("low")}
    >
      ${icon("gauge")}${msg("Tiết kiệm")}
    </button>`;
  }
}

customElements.define("dc-hall", DcHall);
