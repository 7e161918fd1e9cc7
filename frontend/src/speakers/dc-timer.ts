/** The countdown of a turn: running, last minute, over. Ticks by itself; speaks at a minute, ten seconds, and over. */
import { msg, str } from "@lit/localize";
import { html, nothing } from "lit";
import { RoomElement } from "../live/element";
import type { Turn } from "../live/messages";
import { span } from "../live/times";
import { countdown, markPassed, type Countdown } from "./countdown";
import { chime } from "./chime";

const TICK_MS = 250;

export class DcTimer extends RoomElement {
  static override properties = {
    turn: { attribute: false },
    skew: { type: Number },
    plain: { type: Boolean },
  };
  declare turn: Turn | null;
  /** The server's clock minus this computer's, ms. */
  declare skew: number;
  /** The number alone, without bar and words. */
  declare plain: boolean;
  private ticking: ReturnType<typeof setInterval> | undefined;
  private last: Countdown | null = null;
  private seen = "";

  constructor() {
    super();
    this.turn = null;
    this.skew = 0;
    this.plain = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.ticking = setInterval(() => {
      this.requestUpdate();
    }, TICK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.ticking);
  }

  override render() {
    if (!this.turn) return nothing;
    const now = countdown(this.turn, Date.now() + this.skew);
    this.speak(this.turn, now);
    return html`<span class="dc-timer ${now.stage}" role="timer" aria-label=${labelOf(now)}>
        <b class="dc-timer-digits">${now.stage === "over" ? "+" : ""}${span(now.seconds)}</b>
        ${this.plain ? nothing : html`<small>${now.stage === "over" ? msg("quá giờ") : msg("còn lại")}</small>`}
      </span>
      ${
        this.plain
          ? nothing
          : html`<span class="dc-timer-bar ${now.stage}"><i style="width:${(now.left * 100).toFixed(1)}%"></i></span>`
      }`;
  }

  private speak(turn: Turn, now: Countdown): void {
    const mark = this.seen === turn.turn_id ? markPassed(this.last, now) : null;
    this.seen = turn.turn_id;
    this.last = now;
    if (this.plain || !mark) return; // one voice, though two clocks may stand on a page
    if (mark === "minute") this.say(msg("Lượt phát biểu còn 1 phút"));
    if (mark === "seconds") this.say(msg("Lượt phát biểu còn 10 giây"));
    if (mark === "over") {
      this.say(msg("Lượt phát biểu đã hết giờ"));
      chime();
    }
  }
}

function labelOf(now: Countdown): string {
  const [minutes, seconds] = [Math.floor(now.seconds / 60), now.seconds % 60];
  if (now.stage === "over") return msg(str`Quá ${minutes} phút ${seconds} giây`);
  return msg(str`Còn ${minutes} phút ${seconds} giây`);
}

customElements.define("dc-timer", DcTimer);
