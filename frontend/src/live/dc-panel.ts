/** The panel at the right: tabs over the queue, the agenda, the talk, the people and the minutes. */
import { msg } from "@lit/localize";
import { html, nothing, type TemplateResult } from "lit";
import "../attendance/dc-people";
import "../invitations/dc-substitutes";
import "../speakers/dc-queue";
import { icon } from "../ui/icon";
import "./dc-agenda";
import "./dc-chat";
import "./dc-quality";
import { RoomElement } from "./element";
import type { LineQuality } from "./messages";
import { modes } from "./modes";
import { pagesOf } from "./page";
import { isChair, wears, type RoomState } from "./state";

export type Tab = "queue" | "agenda" | "chat" | "people" | "minutes";

interface TabWords {
  tab: Tab;
  words: string;
  count?: string;
}

export class DcPanel extends RoomElement {
  static override properties = {
    room: { attribute: false },
    skew: { type: Number },
    tab: { type: String },
    unread: { type: Number },
    minutes: { attribute: false },
    lines: { attribute: false },
    watch: { attribute: false },
  };
  declare room: RoomState;
  declare skew: number;
  declare tab: Tab;
  declare unread: number;
  /** The element that shows the minutes; it lives on while its tab is closed, or it would miss the conversation. */
  declare minutes: HTMLElement | null;

  /** Everybody's line, and how to ask for it; the desk's alone. */
  declare lines: readonly LineQuality[] | null;
  declare watch: (on: boolean) => void;

  constructor() {
    super();
    this.lines = null;
    this.watch = () => undefined;
    this.skew = 0;
    this.tab = "queue";
    this.unread = 0;
    this.minutes = null;
  }

  override render() {
    const chair = isChair(this.room);
    return html`<aside
      class="dc-room-panel ${chair ? "chair" : ""}"
      aria-label=${chair ? msg("Bảng của chủ trì") : msg("Bảng bên")}
    >
      ${chair ? this.chairMark() : nothing}
      ${this.atDesk() ? html`<dc-substitutes .room=${this.room}></dc-substitutes>` : nothing}
      <div class="nav nav-tabs" role="tablist" aria-label=${msg("Bảng bên")} @keydown=${this.arrows}>
        ${this.tabs().map((tab) => this.tabButton(tab))}
      </div>
      <div
        class="dc-panel-body ${this.tab}"
        id="dc-panel-body"
        role="tabpanel"
        aria-labelledby="dc-tab-${this.tab}"
        tabindex="0"
      >
        ${this.body()}
        <div ?hidden=${this.tab !== "minutes"}>${this.minutes ?? this.noMinutes()}</div>
      </div>
      ${this.tab === "queue" && !chair ? this.howToSpeak() : nothing}
    </aside>`;
  }

  private tabs(): TabWords[] {
    const unread = this.unread && this.tab !== "chat" ? String(this.unread) : "";
    return [
      { tab: "queue", words: msg("Phát biểu"), count: this.room.queue.length ? String(this.room.queue.length) : "" },
      { tab: "agenda", words: msg("Nội dung") },
      { tab: "chat", words: msg("Trao đổi"), count: unread },
      { tab: "people", words: msg("Có mặt") },
      { tab: "minutes", words: msg("Biên bản") },
    ];
  }

  private tabButton({ tab, words, count }: TabWords) {
    const chosen = tab === this.tab;
    return html`<button
      role="tab"
      id="dc-tab-${tab}"
      class="nav-link ${chosen ? "active" : ""}"
      aria-selected=${chosen}
      aria-controls="dc-panel-body"
      tabindex=${chosen ? 0 : -1}
      @click=${() => {
        this.choose(tab);
      }}
    >
      ${words}${count ? html`<span class="dc-count">${count}</span>` : nothing}
    </button>`;
  }

  private body(): TemplateResult | typeof nothing {
    switch (this.tab) {
      case "queue":
        return html`<dc-queue .room=${this.room} .skew=${this.skew}></dc-queue>`;
      case "agenda":
        return html`<dc-agenda .room=${this.room}></dc-agenda>`;
      case "chat":
        return html`<dc-chat .room=${this.room}></dc-chat>`;
      case "people":
        return html`${this.atDesk() ? this.quality() : nothing}<dc-people .room=${this.room}></dc-people>`;
      case "minutes":
        return nothing;
    }
  }

  private atDesk(): boolean {
    return isChair(this.room) || wears(this.room, "secretary");
  }

  private quality() {
    return html`<dc-quality .room=${this.room} .lines=${this.lines} .watch=${this.watch}></dc-quality>`;
  }

  private noMinutes() {
    return html`<p class="dc-muted">
      <a href=${pagesOf(this.room.meeting).minutes} target="_blank">${msg("Mở biên bản ở trang riêng")}</a>
    </p>`;
  }

  /** The chair's switch: how the floor is shared. */
  private chairMark() {
    return html`<div class="dc-chair-mark">
      <span>${icon("gavel")}${msg("Quyền chủ trì")}</span>
      <fieldset class="dc-modes">
        <legend class="visually-hidden">${msg("Cách phát biểu")}</legend>
        ${modes().map(
          ({ mode, words }) =>
            html`<label class=${mode === this.room.mode ? "chosen" : ""}
              ><input
                type="radio"
                name="mode"
                value=${mode}
                .checked=${mode === this.room.mode}
                @change=${() => {
                  this.wish("floor.mode", { mode });
                }}
              />${words}</label
            >`,
        )}
      </fieldset>
    </div>`;
  }

  /** Everyone sees the mode, and what it means for their own microphone. */
  private howToSpeak() {
    const chosen = modes().find(({ mode }) => mode === this.room.mode);
    if (!chosen) return nothing;
    return html`<div class="dc-note info dc-panel-note">
      ${icon(this.room.mode === "free" ? "mic" : "lock")}
      <div><b>${chosen.words}.</b> ${chosen.meaning}</div>
    </div>`;
  }

  private choose(tab: Tab): void {
    this.up("dc-tab", { tab });
  }

  /** Arrows move between tabs, as the ARIA pattern asks; focus follows. */
  private readonly arrows = (event: KeyboardEvent): void => {
    const order = this.tabs().map(({ tab }) => tab);
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -order.length, End: order.length }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = order.indexOf(this.tab);
    const to = Math.abs(step) === 1 ? (at + step + order.length) % order.length : step > 0 ? order.length - 1 : 0;
    const tab = order[to];
    if (!tab) return;
    this.choose(tab);
    void this.updateComplete.then(() => {
      this.querySelector<HTMLElement>(`#dc-tab-${tab}`)?.focus();
    });
  };
}

customElements.define("dc-panel", DcPanel);
