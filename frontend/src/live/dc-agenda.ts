/** The agenda as the room sees it: what is done, what is on, what comes. */
import { msg, str } from "@lit/localize";
import { html, nothing } from "lit";
import { icon } from "../ui/icon";
import { RoomElement } from "./element";
import type { Item } from "./messages";
import type { RoomState } from "./state";
import { clockTime, secondsBetween } from "./times";

export class DcAgenda extends RoomElement {
  static override properties = { room: { attribute: false } };
  declare room: RoomState;

  override render() {
    if (!this.room.items.length) return html`<p class="dc-muted">${msg("Cuộc họp này không có chương trình.")}</p>`;
    return html`<ol class="dc-agenda">
      ${this.room.items.map((item) => this.row(item))}
    </ol>`;
  }

  private row(item: Item) {
    const now = item.id === this.room.item;
    const done = !now && item.closed_at !== null;
    return html`<li class=${now ? "now" : done ? "done" : ""} aria-current=${now ? "step" : nothing}>
      <span class="dc-agenda-number">${done ? icon("circle-check", msg("Xong")) : item.number}</span>
      <span>${item.title}<small>${this.facts(item, now, done)}</small></span>
    </li>`;
  }

  private facts(item: Item, now: boolean, done: boolean): string {
    const presenter = item.presenter ? `${item.presenter}, ` : "";
    if (now) return presenter + msg(str`đang họp, dự kiến ${item.minutes} phút`);
    if (!done || !item.closed_at) return presenter + msg(str`${item.minutes} phút`);
    if (!item.opened_at) return msg(str`xong, ${clockTime(item.closed_at)}`);
    const took = Math.max(1, Math.round(secondsBetween(item.opened_at, Date.parse(item.closed_at)) / 60));
    return msg(str`xong, ${took} phút`);
  }
}

customElements.define("dc-agenda", DcAgenda);
