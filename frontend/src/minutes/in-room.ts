/** The minutes beside the picture, for the room's panel. The editor is loaded when they are first looked at. */
import type { MeetingPage } from "../live/page";

export function minutesBeside(page: MeetingPage): HTMLElement {
  const place = document.createElement("div");
  const watch = new IntersectionObserver((seen) => {
    if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
    watch.disconnect();
    void open(place, page);
  });
  watch.observe(place);
  return place;
}

async function open(place: HTMLElement, page: MeetingPage): Promise<void> {
  const [{ DcMinutesEditor }, { lineOf, storeOf }] = await Promise.all([
    import("./dc-minutes-editor"),
    import("./line"),
    import("./text.scss"),
  ]);
  const editor = new DcMinutesEditor();
  editor.store = storeOf(page.facts);
  editor.line = lineOf(page.live);
  place.replaceChildren(editor);
}
