/** The buttons below: one set for who takes part, one for the chair. */
import { msg, str } from "@lit/localize";
import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { steady } from "../media/steady";
import { icon, type IconName } from "../ui/icon";
import { RoomElement } from "./element";
import type { Press } from "./presses";
import { isChair, mayShare, nextItem, openItem, placeOf, voiceOf, type RoomState } from "./state";

/** What this browser's own devices do. */
export interface Devices {
  microphone: "on" | "off" | "none";
  /** Held: switched on, and not sent while the line is saved. */
  camera: "on" | "off" | "none" | "held";
}

/** On a phone the short words stand under the icon. */
interface Button {
  press: Press;
  icon: IconName;
  words: string;
  short?: string;
  pressed?: boolean;
  look?: string;
  keys?: string;
  disabled?: boolean;
  /** What a pointer at rest is told. */
  title?: string;
}

export class DcControls extends RoomElement {
  static override properties = {
    room: { attribute: false },
    devices: { attribute: false },
    panel: { type: String },
    sharing: { type: Boolean },
    low: { type: Boolean },
    own: { attribute: false },
  };
  declare room: RoomState;
  declare devices: Devices;
  /** Which tab of the panel is open. */
  declare panel: string;
  declare sharing: boolean;
  /** Low-bandwidth mode, chosen or not. */
  declare low: boolean;
  /** The own picture, where it has no place on the wall. */
  declare own: MediaStream | null;

  constructor() {
    super();
    this.devices = { microphone: "none", camera: "none" };
    this.panel = "";
    this.sharing = this.low = false;
    this.own = null;
  }

  override render() {
    return html`<footer class="dc-room-foot" aria-label=${msg("Điều khiển")}>
      ${isChair(this.room) ? this.chairs() : this.participants()}
    </footer>`;
  }

  private participants(): TemplateResult {
    const { you } = this.room;
    return html`<div class="dc-mine">
        ${this.self(you.name)}
        <div><b>${you.name}</b><span>${this.room.seats.find((seat) => seat.id === you.seat)?.detail}</span></div>
      </div>
      <div class="dc-controls">
        ${this.button(this.microphone())} ${this.button(this.camera())} ${this.button(this.share())} ${this.hand()}
        ${this.panelButton("chat", "message-square", msg("Trao đổi"), "C")}
        ${this.panelButton("minutes", "captions", msg("Biên bản"), "B")} ${this.button(this.line())}
        ${this.button({ press: "help", icon: "ellipsis", words: msg("Phím tắt"), keys: "?" })}
      </div>
      ${this.button({ press: "leave", icon: "log-out", words: msg("Rời phòng"), short: msg("Rời"), look: "leave" })}`;
  }

  /** Oneself small, where the wall is full of others. */
  private self(name: string) {
    return this.own
      ? html`<video
          class="own dc-self"
          autoplay
          playsinline
          muted
          .muted=${true}
          .srcObject=${steady(this.own)}
          aria-label=${msg("Hình của bạn")}
        ></video>`
      : html`<span class="dc-avatar" aria-hidden="true">${initial(name)}</span>`;
  }

  private chairs(): TemplateResult {
    const { state } = this.room.meeting;
    return html`<div class="dc-controls">
        ${this.button(this.microphone())} ${this.button(this.camera())} ${this.button(this.share())}
      </div>
      <div class="dc-controls">
        ${this.button({ press: "mute_all", icon: "volume-x", words: msg("Tắt tiếng tất cả"), short: msg("Tắt hết"), keys: "Shift+M" })}
        ${this.panelButton("chat", "message-square", msg("Trao đổi"), "C")}
        ${this.panelButton("minutes", "captions", msg("Biên bản"), "B")} ${this.button(this.line())}
        ${this.button(this.record())}
        ${this.button({ press: "help", icon: "ellipsis", words: msg("Phím tắt"), keys: "?" })}
        ${state === "announced" ? this.button(this.opening()) : this.onward()}
      </div>
      <div class="dc-controls">
        ${this.button({ press: "leave", icon: "log-out", words: msg("Rời phòng"), short: msg("Rời") })}
        ${
          state === "open"
            ? this.button({
                press: "close",
                icon: "square",
                words: msg("Kết thúc họp"),
                short: msg("Kết thúc"),
                look: "leave",
              })
            : nothing
        }
      </div>`;
  }

  private opening(): Button {
    return { press: "open", icon: "play", words: msg("Khai mạc"), look: "go" };
  }

  private onward() {
    const next = nextItem(this.room);
    if (!next || this.room.meeting.state !== "open") return nothing;
    const words = openItem(this.room)
      ? msg(str`Sang mục ${next.number}/${this.room.items.length}`)
      : msg(str`Vào mục ${next.number}/${this.room.items.length}`);
    return this.button({ press: "next_item", icon: "arrow-right", words, look: "go", keys: "N" });
  }

  /** The truth about one's voice: heard now, waiting, shut by the chair, or silent by the mode. */
  private microphone(): Button {
    const common = { press: "mic", keys: "M", short: msg("Micro") } as const;
    if (this.devices.microphone === "none")
      return { ...common, icon: "mic-off", words: msg("Không có micro"), look: "off", disabled: true };
    const locked = { ...common, icon: "lock", look: "lock", disabled: true } as const;
    switch (voiceOf(this.room, this.room.you.seat)) {
      case "shut_by_chair":
        return { ...locked, words: msg("Chủ trì tắt tiếng") };
      case "one_mic":
        return { ...locked, words: this.room.turn ? msg("Một micro: đang khóa") : msg("Chờ trao quyền") };
      case "waiting":
        return { ...locked, words: msg("Chờ trao quyền") };
      case "heard":
        if (this.devices.microphone === "on")
          return {
            ...common,
            icon: "mic",
            words: msg("Tắt micro"),
            look: "live",
            title: msg("Mọi người đang nghe bạn"),
          };
    }
    return { ...common, icon: "mic-off", words: msg("Bật micro"), look: "off", title: msg("Giữ dấu cách để nói") };
  }

  private camera(): Button {
    const common = { press: "camera", keys: "V", short: msg("Hình") } as const;
    switch (this.devices.camera) {
      case "none":
        return { ...common, icon: "video-off", words: msg("Không có camera"), look: "off", disabled: true };
      case "held":
        return { ...common, icon: "video-off", words: msg("Hình tạm tắt"), look: "off", disabled: true };
      case "on":
        return { ...common, icon: "video", words: msg("Tắt hình") };
      case "off":
        return { ...common, icon: "video-off", words: msg("Bật hình"), look: "off" };
    }
  }

  /** Stays reachable without the right: pressing it says how to get it. */
  private share(): Button {
    const common = { press: "share", keys: "S", short: msg("Chia sẻ") } as const;
    if (this.sharing) return { ...common, icon: "monitor-off", words: msg("Dừng chia sẻ"), pressed: true };
    return {
      ...common,
      icon: "monitor-up",
      words: msg("Chia sẻ màn hình"),
      look: mayShare(this.room, this.room.you.seat) ? "" : "lock",
    };
  }

  private line(): Button {
    return {
      press: "low",
      icon: "gauge",
      words: msg("Tiết kiệm"),
      short: msg("Bớt hình"),
      title: msg("Chế độ tiết kiệm đường truyền: tiếng và tài liệu"),
      pressed: this.low,
    };
  }

  private record(): Button {
    return this.room.recording
      ? { press: "record", icon: "circle-stop", words: msg("Dừng ghi"), pressed: true }
      : { press: "record", icon: "circle-dot", words: msg("Ghi lại"), disabled: this.room.meeting.state !== "open" };
  }

  private hand() {
    const mine = this.room.you.seat;
    if (this.room.turn?.seat_id === mine)
      return this.button({ press: "hand", icon: "circle-stop", words: msg("Kết thúc phát biểu"), look: "hand" });
    const place = placeOf(this.room, mine);
    return this.button({
      press: "hand",
      icon: "hand",
      words: place ? msg(str`Đang chờ: thứ ${place}`) : msg("Xin phát biểu"),
      look: "hand",
      pressed: place > 0,
      keys: "H",
      disabled: this.room.meeting.state !== "open",
    });
  }

  private panelButton(press: Press, name: IconName, words: string, keys: string) {
    return this.button({ press, icon: name, words, keys, pressed: this.panel === press });
  }

  /**
   * Keyed by what it does: a press meant for one button must not fall on the next one that took its place.
   * A button that must not work stays reachable: aria-disabled, so that a reader may hear why.
   */
  private button({ press, icon: name, words, short, pressed, look = "", keys, disabled = false, title }: Button) {
    return keyed(
      press,
      html`<button
        type="button"
        class="dc-control ${look}"
        data-press=${press}
        aria-pressed=${pressed === undefined ? nothing : pressed}
        aria-disabled=${disabled ? "true" : nothing}
        aria-keyshortcuts=${keys ?? nothing}
        aria-label=${short ? words : nothing}
        title=${title ?? nothing}
        @click=${() => {
          if (!disabled) this.up("dc-press", { press });
        }}
      >
        ${icon(name)}<span class=${short ? "dc-phone-hide" : nothing}>${words}</span>${
          short ? html`<span class="dc-phone-only" aria-hidden="true">${short}</span>` : nothing
        }
      </button>`,
    );
  }
}

/** The letter of the given name, which comes last in a Vietnamese name. */
export const initial = (name: string): string => name.trim().split(/\s+/).at(-1)?.charAt(0).toUpperCase() ?? "";

customElements.define("dc-controls", DcControls);
