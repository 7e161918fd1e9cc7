/** What is looked at before saving: the weekday, the length of the agenda, who is busy at that hour. Hints only. */
import { msg, str } from "@lit/localize";
import { html, render, type TemplateResult } from "lit";
import { icon } from "../ui/icon";
import { minutesOf } from "./agenda-rows";

const WAIT_MS = 400; // after the last key; the question goes to the database

function value(form: HTMLFormElement, name: string): string {
  const field = form.elements.namedItem(name);
  return field instanceof HTMLInputElement || field instanceof HTMLSelectElement ? field.value : "";
}

function lengthOf(form: HTMLFormElement): number {
  const [from, to] = ["starts", "ends"].map((name) => {
    const [hours = NaN, minutes = NaN] = value(form, name).split(":").map(Number);
    return hours * 60 + minutes;
  });
  return (to ?? NaN) - (from ?? NaN);
}

function weekday(form: HTMLFormElement): void {
  const day = new Date(`${value(form, "day")}T00:00:00`);
  const place = form.querySelector("[data-weekday]");
  if (place === null) return;
  const style = { weekday: "long", day: "2-digit", month: "2-digit", year: "numeric" } as const;
  const written = Number.isNaN(day.valueOf()) ? "" : day.toLocaleDateString(document.documentElement.lang, style);
  place.textContent = written;
}

function row(state: "ok" | "warn" | "bad", words: string): TemplateResult {
  const name = { ok: "circle-check", warn: "triangle-alert", bad: "circle-x" } as const;
  return html`<li class=${state}>
    ${icon(name[state])}
    <div>${words}</div>
  </li>`;
}

function lengthRow(form: HTMLFormElement): TemplateResult[] {
  const [agenda, length] = [minutesOf(form), lengthOf(form)];
  if (agenda === 0 || Number.isNaN(length)) return [];
  if (length <= 0) return [row("bad", msg("Giờ kết thúc phải sau giờ bắt đầu."))];
  if (agenda > length) return [row("warn", msg(str`Chương trình dài ${agenda} phút, cuộc họp chỉ có ${length} phút.`))];
  return [row("ok", msg(str`Chương trình ${agenda}/${length} phút.`))];
}

/** Everybody with a seat in the form: id and name as shown. */
function seated(form: HTMLFormElement): Map<string, string> {
  const all = new Map<string, string>();
  for (const name of ["chair", "secretary"]) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLSelectElement && field.value !== "")
      all.set(field.value, field.selectedOptions[0]?.textContent.trim() ?? "");
  }
  for (const box of form.querySelectorAll<HTMLInputElement>("input[data-kind]:checked"))
    all.set(box.value, box.parentElement?.textContent.trim() ?? "");
  return all;
}

async function busyRows(form: HTMLFormElement): Promise<TemplateResult[]> {
  const names = seated(form);
  const asked = new URLSearchParams([...names.keys()].map((id) => ["id", id]));
  for (const name of ["day", "starts", "ends"]) {
    if (value(form, name) === "") return [];
    asked.set(name, value(form, name));
  }
  asked.set("but", form.dataset.draft ?? "");
  const answer = await fetch(`${form.dataset.busy ?? ""}?${asked.toString()}`, { credentials: "same-origin" });
  if (!answer.ok) return [];
  const { busy } = (await answer.json()) as { busy: string[] };
  if (busy.length === 0) return [row("ok", msg(str`${names.size} chỗ, không ai bận vào giờ này.`))];
  return busy.map((id) => row("warn", msg(str`${names.get(id) ?? ""}: bận vào giờ này`)));
}

export function livenChecks(form: HTMLFormElement): void {
  const place = form.querySelector<HTMLElement>("[data-checks]");
  if (place === null) return;
  const saved = html`<li>
    ${icon("info")}
    <div>${msg("Thư mời chỉ gửi đi khi bạn xem giấy mời và bấm gửi.")}</div>
  </li>`;
  place.replaceChildren();
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;
  const look = async () => {
    const mine = ++turn;
    weekday(form);
    const busy = await busyRows(form).catch(() => []); // a hint that cannot be had is left out
    if (mine === turn) render([...lengthRow(form), ...busy, saved], place);
  };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void look(), WAIT_MS);
  };
  form.addEventListener("input", soon);
  form.addEventListener("click", soon);
  void look();
}
