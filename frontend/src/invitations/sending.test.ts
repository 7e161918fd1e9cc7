import { html, render } from "lit";
import { expect, it } from "vitest";
import { show } from "./sending";

it("writes each count into its tile and the progress", () => {
  render(html`<b data-funnel="sent">0</b><b data-funnel="queued">4</b>`, document.body);
  const progress = { done: 0, total: 4, note: "" };
  show({ done: 3, total: 4, fault: "", funnel: { sent: 3, queued: 1, unheard_of: 9 } }, progress, document, "away");
  expect(document.body.textContent).toBe("31");
  expect(progress).toEqual({ done: 3, total: 4, note: "" });
  show({ done: 3, total: 4, fault: "timed out", funnel: {} }, progress, document, "away");
  expect(progress.note).toBe("away (timed out)");
});
