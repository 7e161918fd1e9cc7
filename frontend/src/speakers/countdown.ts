/** What a turn's clock says at a moment. Pure. */
import type { Turn } from "../live/messages";
import { secondsBetween } from "../live/times";

export const LAST_MINUTE_S = 60;
export const LAST_SECONDS_S = 10;

export interface Countdown {
  stage: "running" | "last" | "over";
  /** Seconds left, or seconds over: never negative. */
  seconds: number;
  /** How much of the allowed time is left, 0 to 1. */
  left: number;
}

export function countdown(turn: Turn, now: number): Countdown {
  // Rounded up, as a speaker counts: a turn of 5 minutes begins at 05:00, and 00:00 means over.
  const left = Math.ceil(turn.allowed_s - Math.max(0, secondsBetween(turn.opened_at, now)));
  if (left <= 0) return { stage: "over", seconds: Math.abs(left), left: 0 };
  return {
    stage: left <= LAST_MINUTE_S ? "last" : "running",
    seconds: left,
    left: Math.min(1, left / Math.max(1, turn.allowed_s)),
  };
}

/** The mark that was passed between two looks at the clock: these three are said aloud, not every second. */
export function markPassed(before: Countdown | null, now: Countdown): "minute" | "seconds" | "over" | null {
  if (!before) return null;
  if (now.stage === "over") return before.stage === "over" ? null : "over";
  if (before.stage === "over") return null;
  for (const [mark, limit] of [
    ["seconds", LAST_SECONDS_S],
    ["minute", LAST_MINUTE_S],
  ] as const) {
    if (before.seconds > limit && now.seconds <= limit) return mark;
  }
  return null;
}
