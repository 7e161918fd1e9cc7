/** The desk: the editor, and what stands around it, drawn from the page's one state. */
import { render } from "lit";
import type { MeetingPage } from "../live/page";
import type { DcMinutesEditor } from "./dc-minutes-editor";
import { lineOf, storeOf } from "./line";
import { outline } from "./outline";
import { side, speakerOf } from "./side";

const REDRAW_MS = 20_000; // minutes left and past

export function openDesk(editor: DcMinutesEditor, page: MeetingPage): void {
  const list = emptied("[data-outline]");
  const column = emptied("[data-side]");
  const saved = document.querySelector<HTMLElement>("[data-saving-place]");
  const draw = (): void => {
    const { state } = page;
    if (!state) return;
    editor.speaker = speakerOf(state);
    const now = Date.now() + page.skew;
    if (list) render(outline(state, now, goTo), list);
    if (saved) render(editor.saving(), saved);
    if (column) render(side(state, page.skew, editor.points(), editor.mayWrite, note), column);
  };
  const goTo = (item: string): void => {
    editor.goTo(item);
  };
  const note = (): void => {
    editor.writeStatement();
  };
  page.addEventListener("change", draw);
  editor.addEventListener("change", draw);
  setInterval(draw, REDRAW_MS);
  editor.bare = saved !== null;
  editor.store = storeOf(page.facts);
  editor.line = lineOf(page.live);
  page.start();
}

/** The place to draw in; the server's own drawing stays until there is something to draw. */
function emptied(selector: string): HTMLElement | null {
  const place = document.querySelector<HTMLElement>(selector);
  if (!place) return null;
  const fresh = place.cloneNode() as HTMLElement;
  new MutationObserver((_changes, observer) => {
    place.replaceWith(fresh);
    observer.disconnect();
  }).observe(fresh, { childList: true });
  return fresh;
}
