/** Who is here: the numbers and the list the secretary watches. Pure. */
import type { Seat } from "../live/messages";

export interface Tally {
  present: number;
  expected: number;
  sitesPresent: number;
  sites: number;
}

export function tally(seats: readonly Seat[]): Tally {
  const sites = seats.filter((seat) => seat.site);
  return {
    present: seats.filter((seat) => seat.present).length,
    expected: seats.length,
    sitesPresent: sites.filter((seat) => seat.present).length,
    sites: sites.length,
  };
}

/** Absent ones first within each group: they are why somebody looks at the list. */
export function absentFirst(seats: readonly Seat[]): Seat[] {
  return [...seats].sort((a, b) => Number(a.present) - Number(b.present));
}
