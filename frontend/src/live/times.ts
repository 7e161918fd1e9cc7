/** Times as the room shows them. Pure: told the time, in the zone every meeting of the province is held in. */
const ZONE = "Asia/Ho_Chi_Minh";
const CLOCK = new Intl.DateTimeFormat("vi-VN", {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZone: ZONE,
});

/** 09:42 */
export const clockTime = (at: string | number | Date): string => CLOCK.format(new Date(at));

const DAY = new Intl.DateTimeFormat("vi-VN", { day: "2-digit", month: "2-digit", year: "numeric", timeZone: ZONE });

/** 27/11/2026 */
export const day = (at: string | number | Date): string => DAY.format(new Date(at));

/** 02:41; hours only where there are some; never negative. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = `${two(minutes)}:${two(rest)}`;
  return hours ? `${hours}:${tail}` : tail;
}

const two = (number: number): string => String(number).padStart(2, "0");

export const secondsBetween = (from: string, to: number): number => (to - Date.parse(from)) / 1000;

/** Whole minutes waited, at least one: "chờ 0 phút" reads like a fault. */
export const minutesWaited = (from: string, now: number): number =>
  Math.max(1, Math.round(secondsBetween(from, now) / 60));
