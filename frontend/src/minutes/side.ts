/** The desk's right: who speaks now, who is here, what was decided. */
import { msg, str } from "@lit/localize";
import { html, nothing, type TemplateResult } from "lit";
import { nameOf, type RoomState } from "../live/state";
import "../speakers/dc-timer";
import { icon } from "../ui/icon";
import type { Speaker } from "./writing";

export interface Point {
  part: string;
  words: string;
  more: string;
}

export function speakerOf(state: RoomState | null): Speaker | null {
  return state?.turn ? { seat: state.turn.seat_id, name: nameOf(state, state.turn.seat_id) } : null;
}

export function side(
  state: RoomState,
  skew: number,
  points: readonly Point[],
  writing: boolean,
  note: () => void,
): TemplateResult {
  return html`${speaking(state, skew, writing, note)} ${presence(state)} ${decided(points)}`;
}

function speaking(state: RoomState, skew: number, writing: boolean, note: () => void): TemplateResult {
  const speaker = speakerOf(state);
  return html`<section>
    <h2>${icon("mic")} ${speaker ? msg("Đang phát biểu") : msg("Chưa có ai phát biểu")}</h2>
    ${
      speaker
        ? html`<p class="dc-minutes-speaker">${speaker.name}</p>
            <dc-timer .turn=${state.turn} .skew=${skew} plain></dc-timer>`
        : nothing
    }
    ${
      writing
        ? html`<button type="button" class="btn btn-primary" aria-keyshortcuts="Control+Enter" @click=${note}>
            ${icon("pen-line")} ${speaker ? msg("Ghi ý kiến người này") : msg("Ghi ý kiến")} <kbd>Ctrl+Enter</kbd>
          </button>`
        : nothing
    }
  </section>`;
}

function presence(state: RoomState): TemplateResult {
  const away = state.seats.filter((seat) => !seat.present);
  const here = state.seats.length - away.length;
  return html`<section>
    <h2>${icon("users")} ${msg("Có mặt")} <span class="dc-num">${here}/${state.seats.length}</span></h2>
    ${
      away.length
        ? html`<p class="dc-muted">${msg(str`Chưa vào: ${away.map((seat) => seat.name).join(", ")}`)}</p>`
        : nothing
    }
  </section>`;
}

function decided(points: readonly Point[]): TemplateResult {
  return html`<section>
    <h2>${msg("Quyết nghị và nhiệm vụ")} <span class="dc-count">${points.length}</span></h2>
    <ul class="dc-minutes-points">
      ${points.map(
        ({ part, words, more }) =>
          html`<li>
            ${icon(part === "task" ? "list-checks" : "gavel")}
            <span>${words} ${more ? html`<small class="dc-muted">${more}</small>` : nothing}</span>
          </li>`,
      )}
    </ul>
  </section>`;
}
