/** What the server knows about the plan while it is typed: who is taken, which times are free. */
import { msg } from "@lit/localize";
import { html, render, type TemplateResult } from "lit";

export type Slot = { value: string; words: string; note: string; ok: boolean };
type Advice = { warnings: string[]; slots: Slot[] };

/** Ask with the form as it is. Throws where no answer can be had: advice is left out then. */
export async function advise(form: HTMLFormElement, more: Record<string, string> = {}): Promise<Advice> {
  const asked = new FormData(form);
  for (const [name, value] of Object.entries({ draft: form.dataset.draft ?? "", ...more })) asked.set(name, value);
  const answer = await fetch(form.dataset.advice ?? "", { method: "POST", body: asked, credentials: "same-origin" });
  if (!answer.ok) throw new Error(`advice: ${answer.status}`);
  return (await answer.json()) as Advice;
}

/** `2026-11-30T08:00/09:30` into the fields of day and hours. */
function take(form: HTMLFormElement, slot: Slot): void {
  const [day = "", starts = "", ends = ""] = slot.value.split(/[T/]/);
  for (const [name, value] of Object.entries({ day, starts, ends })) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = value;
  }
  const first = form.elements.namedItem("day");
  if (!(first instanceof HTMLInputElement)) return;
  first.dispatchEvent(new Event("input", { bubbles: true }));
  first.focus();
}

function list(form: HTMLFormElement, slots: Slot[]): TemplateResult {
  if (slots.length === 0)
    return html`<p class="dc-small dc-muted">
      ${msg("Trong ba tháng tới không có giờ nào chủ trì, thư ký và điểm cầu trung tâm đều rảnh.")}
    </p>`;
  const rows = slots.map((slot) => {
    const tapped = () => {
      take(form, slot);
    };
    return html`<li>
      <button type="button" class="btn btn-plain btn-sm" @click=${tapped}>${slot.words}</button>
      <span class="dc-small ${slot.ok ? "ok" : "warn"}">${slot.note}</span>
    </li>`;
  });
  return html`<p class="dc-small dc-muted">${msg("Chủ trì, thư ký và điểm cầu trung tâm đều rảnh:")}</p>
    <ul class="dc-slots">
      ${rows}
    </ul>`;
}

export function livenTimes(form: HTMLFormElement): void {
  const button = form.querySelector<HTMLButtonElement>("button[data-suggest]");
  const place = form.querySelector<HTMLElement>("[data-slots]");
  if (button === null || place === null) return;
  button.type = "button";
  button.addEventListener("click", () => {
    button.setAttribute("aria-busy", "true");
    void advise(form, { suggest: "1" })
      .then(({ slots }) => {
        place.replaceChildren();
        render(list(form, slots), place);
      })
      .catch(() => {
        place.textContent = msg("Chưa hỏi được lịch. Hãy thử lại.");
      })
      .finally(() => {
        button.removeAttribute("aria-busy");
      });
  });
}
