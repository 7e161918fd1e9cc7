/**
 * How long a browser waits before it tries again (RELIABILITY.md 8.5, "herd manners"). Pure.
 *
 * The first try comes after a random 0-2 s, so that 300 browsers cut at once do not come back at once; then the wait
 * grows by 1.7 up to 20 s, each with half of itself as jitter.
 */
const FIRST_MS = 2_000;
const FACTOR = 1.7;
const LONGEST_MS = 20_000;
const JITTER = 0.5;

/** Milliseconds before try number `attempt` (0 is the first); `chance` is a random number from 0 to below 1. */
export function waitBefore(attempt: number, chance: number): number {
  if (attempt === 0) return chance * FIRST_MS;
  const full = Math.min(FIRST_MS * FACTOR ** attempt, LONGEST_MS);
  return full * (1 - JITTER + JITTER * chance);
}
