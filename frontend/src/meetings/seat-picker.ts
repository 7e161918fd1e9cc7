/** Choosing sites and persons: filter without accents, whole areas at once, and the list of what is chosen. */
import { msg, str } from "@lit/localize";
import { html, render } from "lit";
import { icon } from "../ui/icon";
import { fold } from "./fold";

const boxesIn = (root: ParentNode) => [...root.querySelectorAll<HTMLInputElement>("input[data-kind]")];

function filter(form: HTMLFormElement, words: string): void {
  const key = fold(words);
  for (const group of form.querySelectorAll<HTMLElement>("[data-group]")) {
    const whole = fold(group.querySelector("legend")?.textContent ?? "").includes(key);
    const labels = [...group.querySelectorAll<HTMLElement>("label[data-key]")];
    for (const label of labels) label.hidden = key !== "" && !whole && !(label.dataset.key ?? "").includes(key);
    group.hidden = labels.every((label) => label.hidden);
  }
}

/** The box of a whole area: ticked, half ticked or empty, as its sites are. */
function areas(form: HTMLFormElement): void {
  for (const all of form.querySelectorAll<HTMLInputElement>("input[data-all]")) {
    const boxes = boxesIn(all.closest("[data-group]") ?? form);
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }
}

function chosen(form: HTMLFormElement): void {
  const picked = boxesIn(form).filter((box) => box.checked);
  const rows = picked.map((box) => {
    const name = box.parentElement?.textContent.trim() ?? "";
    const drop = () => {
      box.checked = false;
      box.dispatchEvent(new Event("change", { bubbles: true }));
      box.focus();
    };
    const label = msg(str`Bỏ ${name}`);
    return html`<li>
      ${icon(box.dataset.kind === "site" ? "monitor" : "user")}<span class="dc-grow">${name}</span>
      <button type="button" class="dc-icon-button" aria-label=${label} @click=${drop}>${icon("x")}</button>
    </li>`;
  });
  const list = form.querySelector<HTMLElement>("[data-chosen]");
  if (list !== null) render(rows.length > 0 ? rows : html`<li class="dc-muted">${msg("Chưa chọn ai.")}</li>`, list);
  const count = form.querySelector("[data-count]");
  if (count !== null) count.textContent = msg(str`${picked.length} chỗ`);
}

export function livenSeats(form: HTMLFormElement): void {
  form.querySelector<HTMLInputElement>("[data-filter]")?.addEventListener("input", (event) => {
    filter(form, (event.target as HTMLInputElement).value);
  });
  form.addEventListener("change", (event) => {
    const box = event.target as HTMLInputElement;
    if (box.matches("[data-all]")) {
      const visible = boxesIn(box.closest("[data-group]") ?? form).filter((one) => !one.closest("label")?.hidden);
      for (const one of visible) one.checked = box.checked;
    }
    areas(form);
    chosen(form);
  });
  areas(form);
  chosen(form);
}
