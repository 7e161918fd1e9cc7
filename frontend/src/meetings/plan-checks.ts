/** What is looked at before saving: the weekday, the length of the agenda, who is busy at that hour. Hints only. */
import { msg, str } from "@lit/localize";
import { html, render, type TemplateResult } from "lit";
import { icon } from "../ui/icon";
import { advise } from "./advice";
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

/** How many have a seat in the form. */
function seats(form: HTMLFormElement): number {
  const desk = ["chair", "secretary"].filter((name) => value(form, name) !== "").length;
  return desk + form.querySelectorAll("input[data-kind]:checked").length;
}

async function clashRows(form: HTMLFormElement): Promise<TemplateResult[]> {
  if (["day", "starts", "ends"].some((name) => value(form, name) === "") || seats(form) === 0) return [];
  if (lengthOf(form) <= 0) return []; // hours that cannot be are nobody's
  const { warnings } = await advise(form);
  if (warnings.length === 0) return [row("ok", msg(str`${seats(form)} chỗ, không ai bận vào giờ này.`))];
  return warnings.map((words) => row("warn", words));
}

export function livenChecks(form: HTMLFormElement): void {
  const place = form.querySelector<HTMLElement>("[data-checks]");
  if (place === null) return;
  const saved = html`<li>
    ${icon("info")}
    <div>${place.textContent.trim()}</div>
  </li>`; // as the page says it: planning and changing send by different steps
  place.replaceChildren();
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;
  const look = async () => {
    const mine = ++turn;
    weekday(form);
    const clashes = await clashRows(form).catch(() => []); // advice that cannot be had is left out
    if (mine === turn) render([...lengthRow(form), ...clashes, saved], place);
  };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void look(), WAIT_MS);
  };
  form.addEventListener("input", soon);
  form.addEventListener("click", soon);
  void look();
}
