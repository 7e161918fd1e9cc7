import { expect, it } from "vitest";
import { announcements, lineAnnouncement, planNews } from "./announcements";
import type { LineState } from "./connection";
import { aRoom, AT, CHAIR, LAP_THACH, speaking, TAM_DUONG, waiting } from "./made";
import type { RoomState } from "./state";

const told = (before: RoomState, now: RoomState) =>
  announcements(before, now).map(({ words, assertive }) => (assertive ? `! ${words}` : words));

it("tells a site at once that its microphone is open, and that it is shut", () => {
  const quiet = aRoom(TAM_DUONG);
  const given = aRoom(TAM_DUONG, { turn: speaking(TAM_DUONG) });
  expect(told(quiet, given)).toEqual(["! Micro của bạn đang mở. Mời bạn phát biểu"]);
  expect(told(given, quiet)).toEqual(["! Micro của bạn đã tắt"]);
});

it("tells who speaks now, and my place, politely", () => {
  const before = aRoom(TAM_DUONG, { queue: [waiting(LAP_THACH), waiting(TAM_DUONG)] });
  const now = aRoom(TAM_DUONG, { queue: [waiting(TAM_DUONG)], turn: speaking(LAP_THACH) });
  expect(told(before, now)).toEqual(["Xã Lập Thạch phát biểu", "Bạn đang chờ phát biểu, thứ 1"]);
});

it("tells the chair that somebody shut the chair's microphone", () => {
  expect(told(aRoom(CHAIR), aRoom(CHAIR, { muted: [CHAIR] }))).toEqual(["! Micro của bạn đã tắt"]);
});

it("tells of items, of closing, and of what others write, not of what I wrote", () => {
  expect(told(aRoom(CHAIR), aRoom(CHAIR, { item: "i2" }))).toEqual(["Mục 2: Báo cáo tháng"]);
  const room = aRoom(TAM_DUONG);
  const closed = { ...room, meeting: { ...room.meeting, state: "closed" as const } };
  expect(told(room, closed)).toEqual(["! Cuộc họp đã kết thúc"]);
  const line = { seq: 21, at: AT, seat_id: LAP_THACH, text: "Rõ" };
  expect(told(room, { ...room, chat: [line] })).toEqual(["Xã Lập Thạch viết: Rõ"]);
  expect(told(room, { ...room, chat: [{ ...line, seat_id: TAM_DUONG }] })).toEqual([]);
});

it("says nothing on the first look, and nothing when nothing concerns me", () => {
  expect(announcements(null, aRoom(CHAIR))).toEqual([]);
  expect(told(aRoom(TAM_DUONG), aRoom(TAM_DUONG, { muted: [LAP_THACH], seq: 30 }))).toEqual([]);
});

it("tells of a lost line only when it shows, and of its return", () => {
  const line = (more: Partial<LineState>): LineState => ({ phase: "connecting", late: "no", ending: null, ...more });
  expect(lineAnnouncement(line({ phase: "connected" }), line({}))).toBeNull();
  expect(lineAnnouncement(line({}), line({ late: "plate" }))?.assertive).toBe(true);
  expect(lineAnnouncement(line({ late: "banner" }), line({ phase: "connected" }))?.assertive).toBe(false);
});

it("tells everybody of another name, hour and agenda, and nobody of what stayed", () => {
  const room = aRoom(TAM_DUONG);
  const moved = { ...room.meeting, title: "Họp chống bão", starts_at: "2026-11-28T01:00:00Z" };
  const items = room.items.map((item) => ({ ...item, id: `${item.id}b` }));
  expect(planNews(room, { ...room, meeting: moved, items })).toEqual([
    "Cuộc họp đổi tên: Họp chống bão",
    "Cuộc họp đổi giờ: 08:00 đến 10:30, 28/11/2026",
    "Chương trình họp có thay đổi",
  ]);
  expect(planNews(room, aRoom(TAM_DUONG, { item: "i2", seq: 30 }))).toEqual([]);
  expect(planNews(null, room)).toEqual([]);
});

it("tells the desk alone who is expected more or no longer", () => {
  const fewer = (you: string) => aRoom(you, { seats: aRoom(you).seats.filter(({ id }) => id !== LAP_THACH) });
  expect(told(aRoom(CHAIR), fewer(CHAIR))).toEqual(["Xã Lập Thạch không còn dự"]);
  expect(told(fewer(CHAIR), aRoom(CHAIR))).toEqual(["Mời thêm Xã Lập Thạch"]);
  expect(told(aRoom(TAM_DUONG), fewer(TAM_DUONG))).toEqual([]);
});

it("tells who came back with another role what they are now", () => {
  const room = aRoom(TAM_DUONG);
  const now = (role: "chair" | "secretary" | "delegate") =>
    planNews(room, { ...room, you: { ...room.you, role, hats: [role] } });
  expect(now("chair")).toEqual(["Từ bây giờ bạn chủ trì cuộc họp này"]);
  expect(now("secretary")).toEqual(["Từ bây giờ bạn là thư ký cuộc họp này"]);
  expect(now("delegate")).toEqual(["Từ bây giờ bạn dự họp với tư cách đại biểu"]);
});
