/**
 * Lips and words in step. Browsers do that by themselves only for streams of one name, and every slot has its own. But
 * the sound and picture of one seat come the same way at the same time: what parts them is how long each waits before
 * it is played, and that is counted. So the picture waits as long as its sound does. Pure.
 */
import type { SlotMap } from "./connection";
import type { Stat } from "./quality";

interface Waited {
  seconds: number;
  played: number; // samples, or frames
}

const STEP_MS = 20; // less is not seen
const LONGEST_MS = 500;

/** How long what was played since the last look had waited, in ms by mid; only of lines that played something. */
export class Waits {
  private before = new Map<string, Waited>();

  take(stats: readonly Stat[]): Map<string, number> {
    const waits = new Map<string, number>();
    const now = new Map(stats.flatMap(waited));
    for (const [mid, { seconds, played }] of now) {
      const before = this.before.get(mid) ?? { seconds: 0, played: 0 };
      if (played > before.played) waits.set(mid, (1000 * (seconds - before.seconds)) / (played - before.played));
    }
    this.before = now;
    return waits;
  }
}

function waited(stat: Stat): [string, Waited][] {
  const { mid, jitterBufferDelay: seconds, jitterBufferEmittedCount: played } = stat;
  const told = stat.type === "inbound-rtp" && typeof mid === "string";
  return told && typeof seconds === "number" && typeof played === "number" ? [[mid, { seconds, played }]] : [];
}

const SOUND_OF: Partial<Record<string, string>> = { camera: "mic", screen: "screen_sound" };

/** How long each picture should wait, by mid; null where its seat is not heard, and it had better come at once. */
export function picturesWait(slots: SlotMap, waits: ReadonlyMap<string, number>): Map<string, number | null> {
  const filled = Object.entries(slots).flatMap(([mid, placed]) => (placed ? [{ mid, ...placed }] : []));
  const pictures = filled.filter(({ source }) => SOUND_OF[source] !== undefined);
  return new Map(
    pictures.map(({ mid, seat, source }) => {
      const sound = filled.find((other) => other.seat === seat && other.source === SOUND_OF[source]);
      const wait = sound && waits.get(sound.mid);
      return [mid, wait === undefined ? null : Math.min(LONGEST_MS, Math.round(wait / STEP_MS) * STEP_MS)];
    }),
  );
}
