/**
 * How long sound waits before it is played. A browser waits as long as packets came late until now; a lost packet that
 * the node repeats comes a round trip later still, and would be made up instead of heard (docs/protocols/media.md). So
 * where sound had to be made up, it waits for the repeat from then on; and longer, as long as that is not enough: a
 * repeat may be lost too. Pure.
 */
import type { Stat } from "./quality";

interface Heard {
  samples: number;
  madeUp: number;
}

const BEGINS = 0.005; // of the samples made up: one word in forty
const CALM = 0.002;
const ENDS_AFTER_MS = 60_000; // of calm, for while it waits nothing is made up
const DETECTION_MS = 100; // a loss is noticed by the packets after it
const TRIPS = 1.25; // trips vary
const STEP_MS = 80;
const LEAST_MS = 200; // the speaker's own line may be the long one, and nobody here knows it
const LONGEST_MS = 400; // beyond it people begin to speak at once

export class Patience {
  private before: Heard | null = null;
  private calmSince: number | null = null;
  private wait: number | null = null;

  /** Takes one report of getStats; answers how long sound should wait, null for the browser's own choice. */
  take(stats: readonly Stat[], at: number): number | null {
    const heard = listen(stats);
    const share = this.before ? madeUpBetween(this.before, heard) : 0;
    this.before = heard;
    if (share > CALM) this.calmSince = null;
    else this.calmSince ??= at;
    if (share >= BEGINS) this.wait = longer(this.wait, tripOf(stats));
    else if (this.calmSince !== null && at - this.calmSince >= ENDS_AFTER_MS) this.wait = null;
    return this.wait;
  }
}

/** Enough for one repeat over one's own line; more each time that it was not. */
function longer(wait: number | null, trip: number | null): number | null {
  if (trip === null) return wait;
  const enough = Math.max(LEAST_MS, Math.round(TRIPS * trip + DETECTION_MS));
  return Math.min(LONGEST_MS, wait === null ? enough : Math.max(enough, wait + STEP_MS));
}

function listen(stats: readonly Stat[]): Heard {
  const sum = (name: string) =>
    stats
      .filter((stat) => stat.type === "inbound-rtp" && stat["kind"] === "audio")
      .reduce((total, stat) => total + (typeof stat[name] === "number" ? stat[name] : 0), 0);
  const silent = sum("silentConcealedSamples"); // a slot that is empty
  return { samples: sum("totalSamplesReceived") - silent, madeUp: sum("concealedSamples") - silent };
}

function madeUpBetween(before: Heard, after: Heard): number {
  const samples = after.samples - before.samples;
  return samples > 0 ? (after.madeUp - before.madeUp) / samples : 0;
}

function tripOf(stats: readonly Stat[]): number | null {
  const trips = stats
    .filter((stat) => stat.type === "candidate-pair" && stat["nominated"] === true)
    .map((stat) => stat["currentRoundTripTime"])
    .filter((trip) => typeof trip === "number");
  const newest = trips.at(-1);
  return newest === undefined ? null : newest * 1000;
}

/** Both names of the wish: the standard's, and the one Chromium had before it. Others choose for themselves. */
export function letWait(receiver: RTCRtpReceiver, milliseconds: number | null): void {
  if ("jitterBufferTarget" in receiver) receiver.jitterBufferTarget = milliseconds;
  else if ("playoutDelayHint" in receiver) {
    (receiver as { playoutDelayHint: number | null }).playoutDelayHint =
      milliseconds === null ? null : milliseconds / 1000;
  }
}
