/** Toasts: something done elsewhere, or undone by a click. Read out politely; a fault assertively. */
import { html, render } from "lit";
import { icon, type IconName } from "./icon";

export type Toast = {
  words: string;
  state?: "ok" | "warn" | "bad";
  /** A deed offered in the toast, such as Hoàn tác. */
  action?: { words: string; run: () => void };
  /** Milliseconds; null stays until taken away. DESIGN.md 7: ok with undo 8 s. */
  lasts_ms?: number | null;
};

const ICONS: Record<"ok" | "warn" | "bad", IconName> = {
  ok: "circle-check",
  warn: "triangle-alert",
  bad: "circle-alert",
};

/** The two live regions; they must be in the page before words are put into them, or readers say nothing. */
function region(urgent: boolean): HTMLElement {
  const name = urgent ? "assertive" : "polite";
  const found = document.querySelector<HTMLElement>(`.dc-toasts > [aria-live="${name}"]`);
  if (found !== null) return found;
  const made = document.createElement("div");
  made.className = "dc-toasts";
  render(
    html`<div class="dc-stack" aria-live="polite"></div>
      <div class="dc-stack" aria-live="assertive"></div>`,
    made,
  );
  document.body.append(made);
  return region(urgent);
}

/** Show a toast; the answer takes it away. */
export function toast({ words, state = "ok", action, lasts_ms = 8000 }: Toast): () => void {
  const element = document.createElement("div");
  element.className = `dc-toast ${state}`;
  const leave = () => {
    element.remove();
  };
  const act = () => {
    action?.run();
    leave();
  };
  const button = action === undefined ? "" : html`<button type="button" @click=${act}>${action.words}</button>`;
  render(html`${icon(ICONS[state])}<span>${words}</span>${button}`, element);
  region(state === "bad").append(element);
  if (lasts_ms !== null) setTimeout(leave, lasts_ms);
  return leave;
}
