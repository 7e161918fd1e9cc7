import { expect, it } from "vitest";
import { aRoom, CHAIR, LAP_THACH, speaking, TAM_DUONG, waiting } from "./made";
import { staged, WALL_TILES, type Sight } from "./stage";
import type { RoomState } from "./state";

const sight = (more: Partial<Sight> = {}): Sight => ({
  pictures: new Set(),
  screen: null,
  pinned: null,
  page: 0,
  ...more,
});
const names = (room: RoomState, more: Partial<Sight> = {}) => {
  const { main, wall } = staged(room, sight(more));
  return [main?.id, ...wall.map((seat) => seat.id)];
};

it("shows the chair to a site while nobody has the floor", () => {
  expect(names(aRoom(TAM_DUONG))[0]).toBe(CHAIR);
});

it("shows who has the floor, and whom I pinned before that", () => {
  const room = aRoom(CHAIR, { turn: speaking(TAM_DUONG) });
  expect(names(room)).toEqual([TAM_DUONG, LAP_THACH, CHAIR]);
  expect(names(room, { pinned: LAP_THACH })[0]).toBe(LAP_THACH);
});

it("shows the speaker somebody else, never themself", () => {
  expect(names(aRoom(TAM_DUONG, { turn: speaking(TAM_DUONG) }))[0]).toBe(CHAIR);
});

it("leaves out who is not in the room, even if pinned", () => {
  const room = aRoom(CHAIR);
  const seats = room.seats.map((seat) => (seat.id === LAP_THACH ? { ...seat, present: false } : seat));
  expect(names({ ...room, seats }, { pinned: LAP_THACH })).toEqual([TAM_DUONG, CHAIR]);
});

it("puts the queue before the others, in its order", () => {
  const room = aRoom(CHAIR, { queue: [waiting(LAP_THACH), waiting(TAM_DUONG)], turn: null });
  expect(names(room, { pinned: TAM_DUONG })).toEqual([TAM_DUONG, LAP_THACH, CHAIR]);
});

it("pages a large wall, loses nobody, and lets the server choose on later pages", () => {
  const room = aRoom(CHAIR);
  const [model] = room.seats.slice(1);
  if (!model) throw new Error("the made room has sites");
  const sites = Array.from({ length: 20 }, (_, n) => ({ ...model, id: `site-${n}`, name: `Xã ${n}` }));
  const many = { ...room, seats: [...room.seats.slice(0, 1), ...sites] };
  const first = staged(many, sight());
  expect(first.wall).toHaveLength(WALL_TILES);
  expect(first.pages).toBe(3);
  expect(first.others).toBe(11);
  const later = staged(many, sight({ page: 1, pinned: "site-0", pictures: new Set(["site-19"]) }));
  expect(later.wall[0]?.id).toBe("site-19");
  const seen = [0, 1, 2].flatMap((page) => staged(many, sight({ page })).wall.map((seat) => seat.id));
  expect(new Set([...seen, first.main?.id]).size).toBe(20); // all but myself: a full wall is for the others
  expect(staged(many, sight({ page: 9 })).page).toBe(2);
});

it("makes a shared screen the main picture, with the speaker first beside it", () => {
  const room = aRoom(LAP_THACH, { turn: speaking(TAM_DUONG) });
  expect(names(room, { screen: TAM_DUONG })).toEqual([undefined, TAM_DUONG, CHAIR, LAP_THACH]);
});

it("shows whom the chair pinned to all, and to me whom I pinned myself", () => {
  const room = aRoom(TAM_DUONG, { turn: speaking(CHAIR), pinned: LAP_THACH });
  expect(names(room)[0]).toBe(LAP_THACH);
  expect(names(room, { pinned: CHAIR }).slice(0, 2)).toEqual([CHAIR, LAP_THACH]);
  expect(names({ ...room, you: { ...room.you, seat: LAP_THACH } })[0]).toBe(CHAIR);
});

it("keeps those who are always shown on every page", () => {
  const room = aRoom(CHAIR, { turn: speaking(TAM_DUONG), pinned: LAP_THACH });
  const [model] = room.seats.slice(1);
  if (!model) throw new Error("the made room has sites");
  const sites = Array.from({ length: 20 }, (_, n) => ({ ...model, id: `site-${n}`, name: `Xã ${n}` }));
  const many = { ...room, seats: [...room.seats, ...sites] };
  const pages = [0, 1, 2].map((page) => staged(many, sight({ page })));
  expect(pages.map(({ wall }) => wall[0]?.id)).toEqual([TAM_DUONG, TAM_DUONG, TAM_DUONG]);
  expect(new Set(pages.flatMap(({ wall }) => wall.map(({ id }) => id))).size).toBe(21);
});

it("has only myself when I am alone", () => {
  const room = aRoom(CHAIR);
  const alone = room.seats.map((seat) => ({ ...seat, present: seat.id === CHAIR }));
  expect(names({ ...room, seats: alone })).toEqual([CHAIR]);
});
