/** icon("mic-off"): one drawing of the sprite. The list is icons.json, the same that Django's {% icon %} reads. */
import { html, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import names from "./icons.json";
import spriteUrl from "./icons.svg";

export type IconName = keyof typeof names;

/** Decorative by default, hidden from readers; give `label` where the icon stands alone. */
export function icon(name: IconName, label?: string): TemplateResult {
  return html`<svg
    class="icon"
    role=${ifDefined(label === undefined ? undefined : "img")}
    aria-label=${ifDefined(label)}
    aria-hidden=${label === undefined ? "true" : "false"}
  >
    <use href="${spriteUrl}#${name}"></use>
  </svg>`;
}
