import { expect, it } from "vitest";
import { aRoom, CHAIR, LAP_THACH, speaking, TAM_DUONG, waiting } from "./made";
import { staged, WALL_TILES, type Sight } from "./stage";
import type { RoomState } from "./state";

const sight = (more: Partial<Sight> = {}): Sight => ({ pictures: new Set(), pinned: null, page: 0, ...more });
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
  expect(first.others).toBe(12);
  const later = staged(many, sight({ page: 1, pinned: "site-0", pictures: new Set(["site-19"]) }));
  expect(later.wall[0]?.id).toBe("site-19");
  const seen = [0, 1, 2].flatMap((page) => staged(many, sight({ page })).wall.map((seat) => seat.id));
  expect(new Set([...seen, first.main?.id]).size).toBe(21);
});

it("has only myself when I am alone", () => {
  const room = aRoom(CHAIR);
  const alone = room.seats.map((seat) => ({ ...seat, present: seat.id === CHAIR }));
  expect(names({ ...room, seats: alone })).toEqual([CHAIR]);
});
