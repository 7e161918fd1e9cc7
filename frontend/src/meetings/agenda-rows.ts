/** Rows of the agenda come and go without a journey to the server, and their minutes are summed. */
import { msg, str } from "@lit/localize";

const rowsOf = (form: HTMLFormElement) => [...form.querySelectorAll<HTMLTableRowElement>("[data-rows] > tr")];

/** Minutes of the rows that have words: a blank row is no item. */
export function minutesOf(form: HTMLFormElement): number {
  return rowsOf(form)
    .filter((row) => (row.querySelector<HTMLInputElement>("[name$=-title]")?.value.trim() ?? "") !== "")
    .map((row) => Number(row.querySelector<HTMLInputElement>("[name$=-minutes]")?.value ?? "") || 15)
    .reduce((sum, minutes) => sum + minutes, 0);
}

/** Numbers are shown by position; names keep their own, so that the server reads each row whole. */
function renumber(form: HTMLFormElement): void {
  rowsOf(form).forEach((row, index) => {
    const number = String(index + 1);
    const cell = row.querySelector("[data-number]");
    if (cell !== null) cell.textContent = number;
    row.querySelectorAll("label").forEach((label) => {
      label.textContent = label.textContent.replace(/\d+|__number__/, number);
    });
    const remove = row.querySelector("[data-remove]");
    remove?.setAttribute("aria-label", (remove.getAttribute("aria-label") ?? "").replace(/\d+|__number__/, number));
  });
}

function sum(form: HTMLFormElement): void {
  const place = form.querySelector("[data-minutes]");
  const minutes = minutesOf(form);
  if (place !== null) place.textContent = msg(str`${minutes} phút`);
}

function add(form: HTMLFormElement): void {
  const total = form.querySelector<HTMLInputElement>("[name=item-TOTAL_FORMS]");
  const pattern = form.querySelector<HTMLTemplateElement>("template[data-row]")?.content.querySelector("tr");
  if (total === null || pattern === null || pattern === undefined) return;
  const row = pattern.cloneNode(true) as HTMLTableRowElement;
  for (const element of row.querySelectorAll("[id], [name], [for]"))
    for (const name of ["id", "name", "for", "aria-describedby"]) {
      const value = element.getAttribute(name);
      if (value !== null) element.setAttribute(name, value.replace("__prefix__", total.value));
    }
  for (const cell of row.querySelectorAll<HTMLElement>("[data-script]")) cell.hidden = false;
  total.value = String(Number(total.value) + 1);
  form.querySelector("[data-rows]")?.append(row);
  renumber(form);
  row.querySelector<HTMLInputElement>("input")?.focus();
}

function remove(form: HTMLFormElement, button: Element): void {
  const row = button.closest("tr");
  const neighbour = row?.nextElementSibling ?? row?.previousElementSibling;
  row?.remove();
  renumber(form);
  sum(form);
  const next = neighbour?.querySelector<HTMLElement>("[data-remove]") ?? form.querySelector<HTMLElement>("[data-add]");
  next?.focus(); // focus never falls back to the top of the page
}

export function livenAgenda(form: HTMLFormElement): void {
  form.querySelector("[data-add]")?.addEventListener("click", (event) => {
    event.preventDefault();
    add(form);
  });
  form.addEventListener("click", (event) => {
    const button = (event.target as Element).closest("[data-remove]");
    if (button !== null) remove(form, button);
  });
  form.addEventListener("input", () => {
    sum(form);
  });
  sum(form);
}
