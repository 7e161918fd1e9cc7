/** The talk beside the meeting. A new line is read politely; what is typed stays until it is sent. */
import { msg } from "@lit/localize";
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { icon } from "../ui/icon";
import { RoomElement } from "./element";
import type { Said } from "./messages";
import { nameOf, type RoomState } from "./state";
import { clockTime } from "./times";

const LONGEST = 1000; // letters; the action refuses more, the field does not let them be typed
const NEAR_END_PX = 80;

export class DcChat extends RoomElement {
  static override properties = { room: { attribute: false } };
  declare room: RoomState;

  override render() {
    return html`<div class="dc-chat" role="log" aria-label=${msg("Trao đổi")} tabindex="0">
        <ol class="dc-lines">
          ${
            this.room.chat.length
              ? repeat(this.room.chat, (line) => line.seq, this.line)
              : html`<li class="dc-muted">${msg("Chưa có ai viết. Dòng đầu tiên là của bạn.")}</li>`
          }
        </ol>
      </div>
      <form class="dc-chat-form" @submit=${this.submit}>
        <label class="visually-hidden" for="dc-chat-text">${msg("Viết vào trao đổi")}</label>
        <textarea
          id="dc-chat-text"
          class="form-control"
          rows="2"
          maxlength=${LONGEST}
          placeholder=${msg("Viết cho mọi người trong phòng")}
          @keydown=${this.keydown}
        ></textarea>
        <button class="btn btn-primary" type="submit">${icon("send")}${msg("Gửi")}</button>
      </form>`;
  }

  protected override willUpdate(): void {
    const list = this.querySelector(".dc-chat");
    this.atEnd = !list || list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX;
  }

  protected override updated(): void {
    const list = this.querySelector(".dc-chat");
    if (list && this.atEnd) list.scrollTop = list.scrollHeight;
  }

  private atEnd = true;

  private readonly line = (line: Said) =>
    html`<li class=${line.seat_id === this.room.you.seat ? "mine" : nothing}>
      <span class="dc-chat-who"
        ><b>${nameOf(this.room, line.seat_id) || msg("Người không còn dự")}</b>
        <time datetime=${line.at}>${clockTime(line.at)}</time></span
      >
      <span class="dc-chat-text">${line.text}</span>
    </li>`;

  private readonly keydown = (event: KeyboardEvent): void => {
    // A composition (Telex) uses Enter itself; Shift+Enter begins a new line.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    (event.target as HTMLTextAreaElement).form?.requestSubmit();
  };

  private readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const field = this.querySelector("textarea");
    const text = field?.value.trim() ?? "";
    if (!field || !text) return;
    field.value = "";
    this.atEnd = true;
    this.wish("chat.say", { text });
  };
}

customElements.define("dc-chat", DcChat);
