/** A made meeting for the elements' tests: a chair, Tam Dương, Lập Thạch; open, in its first item. */
import type { Seat } from "./messages";
import type { RoomState } from "./state";

export const CHAIR = "seat-vinh";
export const TAM_DUONG = "seat-tam-duong";
export const LAP_THACH = "seat-lap-thach";
export const AT = "2026-11-27T01:30:00Z";

const seat = (id: string, name: string, site: boolean): Seat => ({
  id,
  name,
  role: id === CHAIR ? "chair" : "site",
  site,
  detail: "",
  number: [CHAIR, TAM_DUONG, LAP_THACH].indexOf(id) + 1,
  present: true,
  stands_in_for: "",
});

/** The room as the seat of this id sees it. */
export function aRoom(you: string, changes: Partial<RoomState> = {}): RoomState {
  const role = you === CHAIR ? "chair" : "site";
  return {
    you: { seat: you, name: you === CHAIR ? "Trần Quang Vịnh" : "Xã Tam Dương", role, hats: [role] },
    seq: 20,
    boot: "b1",
    meeting: {
      id: "m1",
      slug: "giao-ban",
      title: "Giao ban công tác tháng 11 năm 2026",
      state: "open",
      starts_at: AT,
      ends_at: "2026-11-27T03:30:00Z",
      opened_at: AT,
      closed_at: null,
    },
    items: [
      { id: "i1", number: 1, title: "Khai mạc", minutes: 5, presenter: "", opened_at: AT, closed_at: null },
      { id: "i2", number: 2, title: "Báo cáo tháng", minutes: 20, presenter: "", opened_at: null, closed_at: null },
    ],
    item: "i1",
    seats: [
      seat(CHAIR, "Trần Quang Vịnh", false),
      seat(TAM_DUONG, "Xã Tam Dương", true),
      seat(LAP_THACH, "Xã Lập Thạch", true),
    ],
    queue: [],
    turn: null,
    muted: [],
    shut_by_chair: [],
    mode: "queue",
    pinned: null,
    chat: [],
    recording: false,
    desk_news: 20,
    ...changes,
  };
}

export const waiting = (seat_id: string) => ({ request_id: `r-${seat_id}`, seat_id, at: AT });
export const speaking = (seat_id: string, allowed_s = 300) => ({ turn_id: "t1", seat_id, opened_at: AT, allowed_s });
