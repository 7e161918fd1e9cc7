/** What stands instead of the room: before it, after it, and where it ended otherwise. */
import { msg } from "@lit/localize";
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../ui/icon";
import { pagesOf, type PageFacts } from "./page";
import { isChair, type RoomState } from "./state";

export const waitingPage = (facts: PageFacts): TemplateResult =>
  message(
    html`<h1>${facts.title}</h1>
      <p role="status">${icon("refresh-cw")} ${msg("Đang vào phòng họp")}</p>`,
  );

/** `comeBack` where the person may. */
export function endedPage(facts: PageFacts, words: string, comeBack: (() => void) | null): TemplateResult {
  return message(
    html`<h1>${facts.title}</h1>
      <p role="alert">${words}</p>
      <p class="dc-row">
        ${
          comeBack
            ? html`<button class="btn btn-primary btn-lg" @click=${comeBack}>
                ${icon("log-in")}${msg("Vào lại ở đây")}
              </button>`
            : nothing
        }
        <a class="btn btn-plain btn-lg" href=${pagesOf(facts).meeting}>${msg("Về trang cuộc họp")}</a>
      </p>`,
  );
}

export function closedPage(facts: PageFacts, state: RoomState): TemplateResult {
  const pages = pagesOf(facts);
  const signs = isChair(state) && state.meeting.state === "closed";
  return message(
    html`<h1>${state.meeting.title}</h1>
      <p role="status">
        ${icon("circle-check")}
        ${state.meeting.state === "signed" ? msg("Biên bản đã được ký.") : msg("Cuộc họp đã kết thúc.")}
      </p>
      <p class="dc-row">
        ${signs ? html`<a class="btn btn-primary btn-lg" href=${pages.signoff}>${icon("pen-line")}${msg("Xem và ký biên bản")}</a>` : nothing}
        <a class="btn ${signs ? "btn-plain" : "btn-primary"} btn-lg" href=${pages.minutes}
          >${icon("scroll-text")}${msg("Đọc biên bản")}</a
        >
        <a class="btn btn-plain btn-lg" href=${pages.meeting}>${msg("Về trang cuộc họp")}</a>
      </p>`,
  );
}

function message(content: TemplateResult): TemplateResult {
  return html`<main class="dc-room-message" id="main">${content}</main>`;
}
