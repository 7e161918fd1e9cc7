/** Proposed substitutes, for chair and secretary in the room: approved or refused by one tap, where they come up. */
import { msg, str } from "@lit/localize";
import { html, nothing } from "lit";
import { RoomElement } from "../live/element";
import type { RoomState } from "../live/state";
import { icon } from "../ui/icon";

export interface Proposal {
  seat: string;
  name: string;
  substitute: string;
  position: string;
  /** The one invited is in the room by now. */
  here: boolean;
  mark: string;
}

export class DcSubstitutes extends RoomElement {
  static override properties = { room: { attribute: false }, proposals: { state: true } };
  declare room: RoomState;
  declare proposals: readonly Proposal[];
  private asked = -1;

  constructor() {
    super();
    this.proposals = [];
  }

  /** They are the desk's alone, so neither the snapshot nor an entry tells them: after news of one they are asked for. */
  protected override updated(): void {
    if (this.asked === this.room.desk_news) return;
    this.asked = this.room.desk_news;
    void this.ask();
  }

  override render() {
    if (!this.proposals.length) return nothing;
    return html`<section class="dc-substitutes" aria-label=${msg("Chờ duyệt dự thay")}>
      ${this.proposals.map((proposal) => this.row(proposal))}
    </section>`;
  }

  private row(proposal: Proposal) {
    const { name, substitute, position, here } = proposal;
    const who = [substitute, position].filter(Boolean).join(", ");
    return html`<div class="dc-note warn dc-panel-note" data-seat=${proposal.seat}>
      ${icon("arrow-left-right")}
      <div>
        <b>${msg(str`${name} cử người dự thay`)}</b>
        <div>${who}</div>
        ${here ? html`<div class="dc-small">${msg(str`${name} đang có mặt trong phòng.`)}</div>` : nothing}
        <div class="dc-row">
          ${this.button("substitute.approve", msg("Duyệt"), msg(str`Duyệt ${substitute} dự thay ${name}`), proposal)}
          ${this.button("substitute.refuse", msg("Từ chối"), msg(str`Từ chối ${substitute} dự thay ${name}`), proposal)}
        </div>
      </div>
    </div>`;
  }

  private button(deed: "substitute.approve" | "substitute.refuse", words: string, label: string, of: Proposal) {
    return html`<button
      class="btn btn-sm ${deed === "substitute.approve" ? "btn-primary" : "btn-plain"}"
      aria-label=${label}
      @click=${() => {
        this.wish(deed, { seat: of.seat, mark: of.mark });
      }}
    >
      ${words}
    </button>`;
  }

  private async ask(): Promise<void> {
    const address = `/hop/${this.room.meeting.slug}/phong/du-thay/?cho=${this.room.you.seat}`;
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return; // the page of invitations shows them too; the next news asks again
    const { proposals } = (await answer.json()) as { proposals: Proposal[] };
    const known = new Set(this.proposals.map(({ mark }) => mark));
    const fresh = proposals.find(({ mark }) => !known.has(mark));
    if (fresh) this.say(msg(str`${fresh.name} cử ${fresh.substitute} dự thay, chờ duyệt`));
    this.proposals = proposals;
  }
}

customElements.define("dc-substitutes", DcSubstitutes);
