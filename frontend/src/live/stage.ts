/** Who stands where: the main picture and the wall beside it. Pure. */
import type { Seat } from "./messages";
import type { SeatId } from "./messages";
import { chairSeat, placeOf, seatOf, type RoomState } from "./state";

export const WALL_TILES = 8; // the L of DESIGN.md 06a: four beside, four below; the corner turns the page

export interface Sight {
  /** Seats whose camera reaches this browser now. */
  pictures: ReadonlySet<SeatId>;
  pinned: SeatId | null;
  page: number;
}

export interface Staged {
  main: Seat | undefined;
  wall: Seat[];
  pages: number;
  /** Seats in the room that stand neither in the main picture nor on this page. */
  others: number;
}

export function staged(room: RoomState, sight: Sight): Staged {
  const main = mainSeat(room, sight);
  const rest = room.seats.filter((seat) => seat.present && seat !== main && seat.id !== room.you.seat);
  const me = seatOf(room, room.you.seat);
  const order = inOrder(room, sight, rest);
  if (me && me !== main) order.splice(Math.min(order.length, WALL_TILES - 1), 0, me);
  const pages = Math.max(1, Math.ceil(order.length / WALL_TILES));
  const wall = shown(order, sight, pages);
  return { main, wall, pages, others: order.length - wall.length };
}

/** Pinned by me, then who has the floor, then the chair; never myself while somebody else can be looked at. */
function mainSeat(room: RoomState, sight: Sight): Seat | undefined {
  const wanted = [sight.pinned, room.turn?.seat_id, chairSeat(room)?.id];
  const others = room.seats.filter((seat) => seat.present && seat.id !== room.you.seat);
  const found = wanted.map((id) => others.find((seat) => seat.id === id)).find((seat) => seat !== undefined);
  return found ?? others.find((seat) => sight.pictures.has(seat.id)) ?? others[0] ?? seatOf(room, room.you.seat);
}

function inOrder(room: RoomState, sight: Sight, seats: Seat[]): Seat[] {
  const rank = (seat: Seat): number => {
    if (seat.role === "chair") return 0;
    if (seat.id === room.turn?.seat_id) return 1;
    return placeOf(room, seat.id) ? 2 : 3;
  };
  const key = (seat: Seat): number[] => [
    rank(seat),
    placeOf(room, seat.id),
    sight.page ? 0 : Number(!sight.pictures.has(seat.id)),
    room.seats.indexOf(seat),
  ];
  return [...seats].sort((a, b) => compared(key(a), key(b)));
}

function compared(a: number[], b: number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/** On the first page pictures come first. On the others the server decides who has a slot; the rest fill the places. */
function shown(order: Seat[], sight: Sight, pages: number): Seat[] {
  const page = Math.min(sight.page, pages - 1);
  const fill = order.slice(page * WALL_TILES, (page + 1) * WALL_TILES);
  const seen = page ? order.filter((seat) => sight.pictures.has(seat.id)) : [];
  return [...new Set([...seen, ...fill])].slice(0, WALL_TILES);
}
