/** What every element of the room shares: light DOM, so that Bootstrap's classes reach inside, and wishes that go up. */
import { LitElement } from "lit";
import type { Deed, Wish } from "./messages";

export class RoomElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** A deed the person wants done; the page sends it, and says so if the house refuses. */
  protected wish(deed: Deed, fields: Record<string, unknown> = {}): void {
    this.up("dc-wish", { deed, fields } satisfies Wish);
  }

  /** Words for a screen reader; assertive only for what DESIGN.md 8 lists. */
  protected say(words: string, assertive = false): void {
    this.up("dc-say", { words, assertive });
  }

  protected up(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
