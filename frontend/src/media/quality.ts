/**
 * How a line is: from two readings of a browser's own statistics to figures, and from figures to one word. Pure.
 *
 * The same grades stand on one's own plate and in the chair's list of everybody's lines.
 */

/** From good to bad; "none" is somebody without sound and picture. */
export type Grade = "good" | "fair" | "poor" | "none";

export interface Line {
  /** null until the first round trip was measured. */
  rtt_ms: number | null;
  up_kbps: number;
  down_kbps: number;
  up_lost_permille: number;
  down_lost_permille: number;
  jitter_ms: number;
}

/** Sums since the connection began, read at `at` (ms of any clock that only goes forward). */
export interface Reading {
  at: number;
  sent: number;
  sent_packets: number;
  lost_up: number;
  received: number;
  received_packets: number;
  lost_down: number;
  rtt_s: number | null;
  jitter_s: number;
}

/** What is asked of each member of an RTCStatsReport; browsers leave out what they do not measure. */
export interface Stat {
  type: string;
  id?: string;
  [figure: string]: unknown;
}

// Where speech begins to suffer, ITU-T G.114: 150 ms one way is unnoticed, above 400 conversation breaks down. Losses:
// Opus conceals 1 % unheard; from 5 % on words go missing and pictures stop for repairs.
const FAIR = { rtt_ms: 200, lost_permille: 10, jitter_ms: 40 };
const POOR = { rtt_ms: 400, lost_permille: 50, jitter_ms: 100 };
const BITS = 8;

const figure = (stat: Stat, name: string): number => {
  const value = stat[name];
  return typeof value === "number" ? value : 0;
};

/** Sums up one report of getStats. */
export function read(stats: Iterable<Stat>, at: number): Reading {
  const reading: Reading = {
    at,
    sent: 0,
    sent_packets: 0,
    lost_up: 0,
    received: 0,
    received_packets: 0,
    lost_down: 0,
    rtt_s: null,
    jitter_s: 0,
  };
  for (const stat of stats) {
    if (stat.type === "outbound-rtp") {
      reading.sent += figure(stat, "bytesSent");
      reading.sent_packets += figure(stat, "packetsSent");
    } else if (stat.type === "remote-inbound-rtp") {
      reading.lost_up += Math.max(0, figure(stat, "packetsLost"));
    } else if (stat.type === "inbound-rtp") {
      reading.received += figure(stat, "bytesReceived");
      reading.received_packets += figure(stat, "packetsReceived");
      reading.lost_down += Math.max(0, figure(stat, "packetsLost"));
      // Of sound alone: the packets of one picture share a timestamp and look like jitter however good the line is.
      if (stat["kind"] === "audio") reading.jitter_s = Math.max(reading.jitter_s, figure(stat, "jitter"));
    } else if (stat.type === "candidate-pair" && stat["nominated"] === true) {
      // Firefox measures no trip of the pair it nominated last but one: the newest that has one counts.
      const trip = stat["currentRoundTripTime"];
      if (typeof trip === "number") reading.rtt_s = trip;
    }
  }
  return reading;
}

/** The line between two readings; null where no time has passed or the connection began anew. */
export function between(before: Reading, after: Reading): Line | null {
  const seconds = (after.at - before.at) / 1000;
  if (seconds <= 0 || after.sent < before.sent || after.received < before.received) return null;
  const lost_up = after.lost_up - before.lost_up;
  const lost_down = after.lost_down - before.lost_down;
  return {
    rtt_ms: after.rtt_s === null ? null : Math.round(after.rtt_s * 1000),
    up_kbps: Math.round(((after.sent - before.sent) * BITS) / seconds / 1000),
    down_kbps: Math.round(((after.received - before.received) * BITS) / seconds / 1000),
    up_lost_permille: permille(lost_up, after.sent_packets - before.sent_packets),
    down_lost_permille: permille(lost_down, after.received_packets - before.received_packets + lost_down),
    jitter_ms: Math.round(after.jitter_s * 1000),
  };
}

function permille(part: number, whole: number): number {
  return whole > 0 ? Math.min(1000, Math.max(0, Math.round((1000 * part) / whole))) : 0;
}

/** One word for a line. `level` is what the node limits it to: a line that is limited is not good, whatever it loses. */
export function gradeOf(line: Line, level = "full"): Grade {
  const lost = Math.max(line.up_lost_permille, line.down_lost_permille);
  const over = (limit: typeof FAIR): boolean =>
    (line.rtt_ms ?? 0) >= limit.rtt_ms || lost >= limit.lost_permille || line.jitter_ms >= limit.jitter_ms;
  if (level === "low" || over(POOR)) return "poor";
  return level === "reduced" || over(FAIR) ? "fair" : "good";
}

const BADNESS: Readonly<Record<Grade, number>> = { good: 0, fair: 1, poor: 2, none: 3 };

/** Below zero when `a` is worse: the worst stand first. */
export const worseFirst = (a: Grade, b: Grade): number => BADNESS[b] - BADNESS[a];

const REMEMBERED = 3; // looks, 6 s: who gets better does so at once on the line, a little later in words

/** The worst of each seat's last few grades, so that a line at the edge does not jump up and down the list. */
export class SteadyGrades {
  private readonly recent = new Map<string, Grade[]>();

  /** Takes in one look and answers the grades to show; who is not in it any more is forgotten. */
  take(look: ReadonlyMap<string, Grade>): Map<string, Grade> {
    const shown = new Map<string, Grade>();
    for (const [seat, grade] of look) {
      // Who was without sound and picture and has them now is that at once.
      const before = grade === "none" ? [] : (this.recent.get(seat) ?? []).filter((each) => each !== "none");
      const kept = [...before, grade].slice(-REMEMBERED);
      this.recent.set(seat, kept);
      shown.set(seat, [...kept].sort(worseFirst)[0] ?? grade);
    }
    for (const seat of this.recent.keys()) if (!look.has(seat)) this.recent.delete(seat);
    return shown;
  }
}
