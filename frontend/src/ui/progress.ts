/** <dc-progress>: long work as n of m with a word; may be left. Light DOM, so that page styles reach it. */
import { html, LitElement } from "lit";

export class Progress extends LitElement {
  static override properties = {
    label: { type: String },
    done: { type: Number },
    total: { type: Number },
    note: { type: String },
  };
  declare label: string;
  declare done: number;
  declare total: number;
  declare note: string;

  constructor() {
    super();
    this.label = "";
    this.done = 0;
    this.total = 0;
    this.note = "";
  }

  protected override createRenderRoot() {
    return this;
  }

  override render() {
    return html`<div class="dc-progress">
      <div class="dc-row between">
        <b id="${this.id}-label">${this.label}</b><span class="dc-num">${this.done}/${this.total}</span>
      </div>
      <progress aria-labelledby="${this.id}-label" value=${this.done} max=${Math.max(this.total, 1)}></progress>
      ${this.note === "" ? "" : html`<p class="dc-small dc-muted">${this.note}</p>`}
    </div>`;
  }
}

customElements.define("dc-progress", Progress);

declare global {
  interface HTMLElementTagNameMap {
    "dc-progress": Progress;
  }
}
