/** What script adds to the plan page. Every part finds its own marks in the form and may be absent. */
import { livenTimes } from "./advice";
import { livenAgenda } from "./agenda-rows";
import { livenChecks } from "./plan-checks";
import { livenSeats } from "./seat-picker";

export function liven(form: HTMLFormElement): void {
  for (const element of form.querySelectorAll<HTMLElement>("[data-script]")) element.hidden = false;
  for (const element of form.querySelectorAll("[data-noscript]")) element.remove();
  livenAgenda(form);
  livenTimes(form);
  livenSeats(form);
  livenChecks(form);
  document.querySelector<HTMLElement>("[data-focus]")?.focus();
}
