/** Who stands where: the main picture and the wall beside it. Pure. */
import type { Seat, SeatId } from "./messages";
import { chairSeat, placeOf, seatOf, type RoomState } from "./state";

export const WALL_TILES = 8; // the L of DESIGN.md 06a: four beside, four below; the corner turns the page
const PICTURES = 9; // slots of this browser: a page of the wall holds what the leading ones leave over

export interface Sight {
  /** Seats whose camera reaches this browser now. */
  pictures: ReadonlySet<SeatId>;
  /** Whose screen is shared: it is the main picture, and everybody stands beside it. */
  screen: SeatId | null;
  pinned: SeatId | null;
  page: number;
}

export interface Staged {
  main: Seat | undefined;
  wall: Seat[];
  page: number;
  pages: number;
  /** Seats in the room that stand neither in the main picture nor on this page. */
  others: number;
}

export function staged(room: RoomState, sight: Sight): Staged {
  const main = sight.screen === null ? mainSeat(room, sight) : undefined;
  const me = seatOf(room, room.you.seat);
  const rest = room.seats.filter((seat) => seat.present && seat !== main && seat !== me);
  const lead = leading(room, sight, rest);
  const order = inOrder(room, sight, rest).filter((seat) => !lead.includes(seat));
  const size = Math.min(WALL_TILES, PICTURES - 1) - lead.length;
  const pages = Math.max(1, Math.ceil(order.length / size));
  const page = Math.min(sight.page, pages - 1);
  const wall = [...lead, ...shown(order, sight, page, size)];
  const others = rest.length - wall.length;
  if (me && me !== main && rest.length < WALL_TILES) wall.push(me); // a full wall is for the others
  return { main, wall, page, pages, others };
}

/** Pinned by me, pinned by the chair for all, who has the floor, the chair. */
const wanted = (room: RoomState, sight: Sight): (SeatId | null | undefined)[] => [
  sight.pinned,
  room.pinned,
  room.turn?.seat_id,
  chairSeat(room)?.id,
];

/** The first that is wanted; never myself while somebody else can be looked at. */
function mainSeat(room: RoomState, sight: Sight): Seat | undefined {
  const others = room.seats.filter((seat) => seat.present && seat.id !== room.you.seat);
  const found = wanted(room, sight)
    .map((id) => others.find((seat) => seat.id === id))
    .find((seat) => seat !== undefined);
  return found ?? others.find((seat) => sight.pictures.has(seat.id)) ?? others[0] ?? seatOf(room, room.you.seat);
}

/** These have a picture on every page, so they stand on every page. */
function leading(room: RoomState, sight: Sight, rest: Seat[]): Seat[] {
  const seats = wanted(room, sight).map((id) => rest.find((seat) => seat.id === id));
  return [...new Set(seats)].filter((seat) => seat !== undefined);
}

function inOrder(room: RoomState, sight: Sight, seats: Seat[]): Seat[] {
  const key = (seat: Seat): number[] => [
    placeOf(room, seat.id) || Infinity,
    sight.page ? 0 : Number(!sight.pictures.has(seat.id)),
    room.seats.indexOf(seat),
  ];
  return [...seats].sort((a, b) => compared(key(a), key(b)));
}

function compared(a: number[], b: number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) < (b[at] ?? 0) ? -1 : 1;
}

/** On the first page pictures come first. On the others the server decides who has a slot; the rest fill the places. */
function shown(order: Seat[], sight: Sight, page: number, size: number): Seat[] {
  const fill = order.slice(page * size, (page + 1) * size);
  const seen = page ? order.filter((seat) => sight.pictures.has(seat.id)) : [];
  return [...new Set([...seen, ...fill])].slice(0, size);
}
