/** What samples of a line amount to, and what will work over it. Pure. */

export type Way = "udp" | "tcp" | "relay";
export type Verdict = "clear" | "small" | "sound" | "poor";

/** One look at the browser's figures; counts since the beginning. */
export interface Sample {
  at: number; // ms since the connection
  receivedBytes: number;
  received: number;
  lost: number;
  jitterMs: number;
  sentBytes: number;
  sent: number;
  upLost: number;
  roundTripMs: number | null;
  used: Way | null;
  open: Way[];
}

export interface Result {
  downKbps: number;
  upKbps: number;
  downLoss: number; // share, 0 to 1
  upLoss: number;
  roundTripMs: number | null;
  jitterMs: number;
  used: Way | null;
  open: Way[];
}

const WINDOW_MS = 1_000;
const FIRST_ENDS_MS = 2_300; // 80 kbit/s in small packets: what this step loses, the line loses by itself
const SECOND_ENDS_MS = 3_800; // 600 kbit/s
const SECOND_FITS_KBPS = 700;

/** `turned` is the number of samples before this browser began to send. */
export function judge(samples: readonly Sample[], turned: number): Result {
  const down = samples.slice(0, turned);
  const up = samples.slice(turned);
  const downKbps = best(down, (each) => each.receivedBytes);
  const calmUntil = downKbps >= SECOND_FITS_KBPS ? SECOND_ENDS_MS : FIRST_ENDS_MS;
  const calm = down.filter((each) => each.at <= calmUntil).at(-1);
  const last = samples.at(-1);
  const upLoss = share(last?.upLost ?? 0, last?.sent ?? 0);
  return {
    downKbps,
    upKbps: Math.round(best(up, (each) => each.sentBytes) * (1 - upLoss)),
    downLoss: share(calm?.lost ?? 0, (calm?.lost ?? 0) + (calm?.received ?? 0)),
    upLoss,
    roundTripMs: median(down.map((each) => each.roundTripMs).filter((each) => each !== null)),
    jitterMs: calm?.jitterMs ?? 0,
    used: last?.used ?? null,
    open: [...new Set(samples.flatMap((each) => each.open))].sort(),
  };
}

/** What will work: the figures a meeting asks for (docs/protocols/media.md). */
export function verdict({ downKbps, upKbps, downLoss, upLoss, roundTripMs }: Result): Verdict {
  const loss = Math.max(downLoss, upLoss);
  const delay = roundTripMs ?? 0;
  if (downKbps >= 1_500 && upKbps >= 600 && loss <= 0.03 && delay <= 300) return "clear";
  if (downKbps >= 500 && upKbps >= 250 && loss <= 0.08 && delay <= 500) return "small";
  if (downKbps >= 80 && upKbps >= 50 && loss <= 0.2 && delay <= 1_000) return "sound";
  return "poor";
}

/** The best second of a count of bytes, in kilobits a second. */
function best(samples: readonly Sample[], bytes: (sample: Sample) => number): number {
  let most = 0;
  for (const [index, from] of samples.entries()) {
    const to = samples.slice(index).find((each) => each.at - from.at >= WINDOW_MS);
    if (to) most = Math.max(most, ((bytes(to) - bytes(from)) * 8) / (to.at - from.at));
  }
  return Math.round(most);
}

const share = (part: number, whole: number): number => (whole > 0 ? Math.min(1, Math.max(0, part) / whole) : 0);

function median(values: number[]): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
