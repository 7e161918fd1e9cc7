/** The agenda at the desk's left: what is done, what is on, what comes. */
import { msg, str } from "@lit/localize";
import { html, nothing, type TemplateResult } from "lit";
import type { Item } from "../live/messages";
import type { RoomState } from "../live/state";
import { icon } from "../ui/icon";

const MINUTE_MS = 60_000;

export function outline(state: RoomState, now: number, goTo: (item: string) => void): TemplateResult {
  const go = (id: string) => (event: Event) => {
    event.preventDefault();
    goTo(id);
  };
  return html`${place("opening", nothing, msg("Khai mạc", { id: "minutes-opening" }), "", false, go)}
  ${state.items.map((item) => {
    const mark = item.closed_at ? icon("circle-check") : html`${item.number}`;
    return place(item.id, mark, item.title, when(item, now), item.id === state.item, go);
  })}
  ${place("closing", nothing, msg("Bế mạc"), "", false, go)}`;
}

function place(
  id: string,
  mark: unknown,
  title: string,
  words: string,
  current: boolean,
  go: (id: string) => (event: Event) => void,
): TemplateResult {
  return html`<li>
    <a href="#muc-${id}" aria-current=${current ? "step" : "false"} @click=${go(id)}>
      <span>${mark}</span><b>${title}</b> ${words ? html`<small>${words}</small>` : nothing}
    </a>
  </li>`;
}

function when(item: Item, now: number): string {
  const opened = item.opened_at ? Date.parse(item.opened_at) : null;
  if (opened === null) return msg(str`${item.minutes} phút`);
  if (item.closed_at) return msg(str`xong, ${minutes(Date.parse(item.closed_at) - opened)} phút`);
  const left = item.minutes - minutes(now - opened);
  return left >= 0 ? msg(str`đang họp, còn ${left} phút`) : msg(str`đang họp, quá ${-left} phút`);
}

const minutes = (ms: number): number => Math.round(ms / MINUTE_MS);
