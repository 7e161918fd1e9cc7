/** The buttons below: one set for who takes part, one for the chair. */
import { msg, str } from "@lit/localize";
import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { icon, type IconName } from "../ui/icon";
import { RoomElement } from "./element";
import type { Press } from "./presses";
import { chairSeat, isChair, nextItem, openItem, placeOf, type RoomState } from "./state";

/** What this browser's own devices do. */
export interface Devices {
  microphone: "on" | "off" | "none";
  camera: "on" | "off" | "none";
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
}

export class DcControls extends RoomElement {
  static override properties = {
    room: { attribute: false },
    devices: { attribute: false },
    panel: { type: String },
  };
  declare room: RoomState;
  declare devices: Devices;
  /** Which tab of the panel is open. */
  declare panel: string;

  constructor() {
    super();
    this.devices = { microphone: "none", camera: "none" };
    this.panel = "";
  }

  override render() {
    return html`<footer class="dc-room-foot" aria-label=${msg("Điều khiển")}>
      ${isChair(this.room) ? this.chairs() : this.participants()}
    </footer>`;
  }

  private participants(): TemplateResult {
    const { you } = this.room;
    return html`<div class="dc-mine">
        <span class="dc-avatar" aria-hidden="true">${initial(you.name)}</span>
        <div><b>${you.name}</b><span>${this.room.seats.find((seat) => seat.id === you.seat)?.detail}</span></div>
      </div>
      <div class="dc-controls">
        ${this.button(this.microphone())} ${this.button(this.camera())} ${this.hand()}
        ${this.panelButton("chat", "message-square", msg("Trao đổi"), "C")}
        ${this.panelButton("minutes", "captions", msg("Biên bản"), "B")}
        ${this.button({ press: "help", icon: "ellipsis", words: msg("Phím tắt"), keys: "?" })}
      </div>
      ${this.button({ press: "leave", icon: "log-out", words: msg("Rời phòng"), short: msg("Rời"), look: "leave" })}`;
  }

  private chairs(): TemplateResult {
    const { state } = this.room.meeting;
    return html`<div class="dc-controls">
        ${this.button(this.microphone())} ${this.button(this.camera())}
        ${this.panelButton("chat", "message-square", msg("Trao đổi"), "C")}
      </div>
      <div class="dc-controls">
        ${this.button({ press: "mute_all", icon: "volume-x", words: msg("Tắt tiếng tất cả"), short: msg("Tắt hết"), keys: "Shift+M" })}
        ${this.panelButton("minutes", "captions", msg("Biên bản"), "B")}
        ${this.button({ press: "help", icon: "ellipsis", words: msg("Phím tắt"), keys: "?" })}
        ${state === "announced" ? this.button(this.opening()) : this.onward()}
      </div>
      <div class="dc-controls">
        ${this.button({ press: "leave", icon: "log-out", words: msg("Rời phòng") })}
        ${
          state === "open"
            ? this.button({ press: "close", icon: "square", words: msg("Kết thúc họp"), look: "leave" })
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

  private microphone(): Button {
    const common = { press: "mic", keys: "M", short: msg("Micro") } as const;
    if (this.devices.microphone === "none")
      return { ...common, icon: "mic-off", words: msg("Không có micro"), look: "off", disabled: true };
    if (this.room.turn?.seat_id !== this.room.you.seat && chairSeat(this.room)?.id !== this.room.you.seat)
      return {
        ...common,
        icon: "lock",
        words: msg("Chờ trao quyền"),

        look: "lock",
        disabled: true,
      };
    if (this.devices.microphone === "on" && !this.room.muted.includes(this.room.you.seat))
      return { ...common, icon: "mic", words: msg("Tắt micro"), look: "live" };
    return { ...common, icon: "mic-off", words: msg("Bật micro"), look: "off" };
  }

  private camera(): Button {
    const common = { press: "camera", keys: "V", short: msg("Hình") } as const;
    if (this.devices.camera === "none")
      return { ...common, icon: "video-off", words: msg("Không có camera"), look: "off", disabled: true };
    return this.devices.camera === "on"
      ? { ...common, icon: "video", words: msg("Tắt hình") }
      : { ...common, icon: "video-off", words: msg("Bật hình"), look: "off" };
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
  private button({ press, icon: name, words, short, pressed, look = "", keys, disabled = false }: Button) {
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
