import { describe, expect, it } from "vitest";
import type { Seat, Snapshot, Welcome } from "./messages";
import type { Entry } from "./messages";
import { applied, CHAT_KEPT, isChair, isHeard, nextItem, openItem, placeOf, welcomed, type RoomState } from "./state";

const CHAIR = "seat-vinh";
const TAM_DUONG = "seat-tam-duong";
const LAP_THACH = "seat-lap-thach";
const AT = "2026-11-23T01:00:00Z";

const seat = (id: string, name: string, present: boolean): Seat => ({
  id,
  name,
  role: id === CHAIR ? "chair" : "site",
  site: id !== CHAIR,
  detail: "",
  number: [CHAIR, TAM_DUONG, LAP_THACH].indexOf(id) + 1,
  stands_in_for: "",
  present,
});

const snapshot = (): Snapshot => ({
  meeting: {
    id: "m1",
    slug: "giao-ban",
    title: "Giao ban công tác tháng 11 năm 2026",
    state: "announced",
    starts_at: AT,
    ends_at: "2026-11-23T03:00:00Z",
    opened_at: null,
    closed_at: null,
  },
  items: [
    { id: "i1", number: 1, title: "Khai mạc", minutes: 5, presenter: "", opened_at: null, closed_at: null },
    { id: "i2", number: 2, title: "Báo cáo tháng", minutes: 20, presenter: "", opened_at: null, closed_at: null },
  ],
  item: null,
  seats: [
    seat(CHAIR, "Trần Quang Vịnh", true),
    seat(TAM_DUONG, "Xã Tam Dương", false),
    seat(LAP_THACH, "Xã Lập Thạch", false),
  ],
  queue: [],
  turn: null,
  muted: [],
  shut_by_chair: [],
  mode: "queue",
  pinned: null,
  chat: [],
  recording: false,
});

const welcome = (more: Partial<Welcome> = {}): Welcome => ({
  type: "welcome",
  you: { seat: CHAIR, name: "Trần Quang Vịnh", role: "chair", hats: ["chair"] },
  seq: 10,
  boot: "b1",
  now: AT,
  snapshot: snapshot(),
  ...more,
});

const begun = (): RoomState => {
  const state = welcomed(null, welcome());
  if (!state) throw new Error("a welcome with a snapshot begins a state");
  return state;
};

/** Entries from 11 on, one after another. */
function after(...news: [string, Record<string, unknown>?][]): RoomState {
  return news.reduce((state, [kind, payload]) => {
    const outcome = applied(state, entry(state.seq + 1, kind, payload));
    if (outcome.result !== "applied") throw new Error(outcome.result);
    return outcome.state;
  }, begun());
}

const entry = (seq: number, kind: string, payload: Record<string, unknown> = {}): Entry => ({
  type: "entry",
  seq,
  at: AT,
  actor: `seat:${CHAIR}`,
  kind,
  payload,
});

describe("a welcome", () => {
  it("begins with the whole snapshot and its number", () => {
    const state = begun();
    expect(state.seq).toBe(10);
    expect(state.seats).toHaveLength(3);
    expect(isChair(state)).toBe(true);
  });

  it("without snapshot keeps what is known, so that the entries after `since` fit", () => {
    const known = after(["hand.raised", { request_id: "r1", seat_id: TAM_DUONG }]);
    const state = welcomed(known, welcome({ snapshot: null, seq: 40, boot: "b2" }));
    expect(state?.seq).toBe(11);
    expect(state?.queue).toHaveLength(1);
    expect(state?.boot).toBe("b2");
  });

  it("without snapshot and without anything known leaves nothing to draw", () => {
    expect(welcomed(null, welcome({ snapshot: null }))).toBeNull();
  });
});

describe("the order of entries", () => {
  it("ignores an entry that is already known", () => {
    const state = after(["chat.said", { seat_id: CHAIR, text: "Xin chào" }]);
    const outcome = applied(state, entry(11, "chat.said", { seat_id: CHAIR, text: "Xin chào" }));
    expect(outcome.result).toBe("known");
    expect(outcome.state).toBe(state);
  });

  it("does not apply an entry beyond a gap", () => {
    const outcome = applied(begun(), entry(12, "meeting.opened"));
    expect(outcome.result).toBe("gap");
    expect(outcome.state?.meeting.state).toBe("announced");
    expect(outcome.state?.seq).toBe(10);
  });

  it("asks again if an entry comes before any welcome", () => {
    expect(applied(null, entry(1, "meeting.opened"))).toEqual({ result: "gap", state: null });
  });

  it("counts a redacted stub without changing anything else", () => {
    const before = begun();
    const outcome = applied(before, { type: "entry", seq: 11, kind: "redacted" });
    expect(outcome.state).toEqual({ ...before, seq: 11 });
  });

  it("counts kinds it does not know, and names of every object", () => {
    expect(after(["invitation.sent", {}], ["minutes.signed", {}]).seq).toBe(12);
    expect(after(["toString", {}], ["constructor", {}])).toEqual({ ...begun(), seq: 12 });
  });
});

describe("a change of what was announced", () => {
  const changed = { what: ["time"], title: "Họp chống bão", starts_at: "2026-11-24T01:00:00Z", urgent_reason: "Bão" };

  it("gives the meeting its name and hours, and leaves an agenda of which nothing is said", () => {
    const { meeting, items } = after(["meeting.changed", { ...changed, ends_at: "2026-11-24T03:00:00Z", items: null }]);
    expect(meeting).toMatchObject({ title: "Họp chống bão", starts_at: "2026-11-24T01:00:00Z", state: "announced" });
    expect(items).toEqual(snapshot().items);
  });

  it("brings the new agenda, whose items open as the old ones did", () => {
    const items = [{ id: "i9", number: 1, title: "Ứng phó bão số 9", minutes: 45, presenter: "Phạm Thu Hà" }];
    const state = after(["meeting.changed", { ...changed, ends_at: AT, items }], ["item.opened", { item_id: "i9" }]);
    expect(state.items).toEqual([{ ...items[0], opened_at: AT, closed_at: null }]);
    expect(openItem(state)?.title).toBe("Ứng phó bão số 9");
  });

  const huy = { seat_id: "seat-huy", name: "Đỗ Quang Huy", role: "delegate", site: false, detail: "Chánh Thanh tra" };

  it("puts a new seat where the list has it, once", () => {
    const news: [string, Record<string, unknown>] = ["seat.added", { ...huy, number: 2 }];
    const state = after(news, ["seat.arrived", { seat_id: "seat-huy" }]);
    expect(state.seats.map(({ id }) => id)).toEqual([CHAIR, TAM_DUONG, "seat-huy", LAP_THACH]);
    expect(state.seats[2]).toMatchObject({ name: "Đỗ Quang Huy", detail: "Chánh Thanh tra", present: true });
    expect(after(news, news).seats).toHaveLength(4);
  });

  it("gives a seat another role and the place that goes with it; who I am is told by a welcome", () => {
    const state = after(
      ["seat.appointed", { seat_id: CHAIR, name: "Trần Quang Vịnh", role: "delegate", number: 3 }],
      ["seat.appointed", { seat_id: LAP_THACH, name: "Xã Lập Thạch", role: "chair", number: 1 }],
    );
    expect(state.seats.map(({ id, role }) => [id, role])).toEqual([
      [LAP_THACH, "chair"],
      [TAM_DUONG, "site"],
      [CHAIR, "delegate"],
    ]);
    expect(isChair(state)).toBe(true);
    const you = { seat: CHAIR, name: "Trần Quang Vịnh", role: "delegate" as const, hats: ["delegate" as const] };
    const back = welcomed(state, welcome({ snapshot: null, you }));
    expect(back && isChair(back)).toBe(false);
  });

  it("takes a withdrawn seat out of everything it stood in", () => {
    const state = after(
      ["hand.raised", { request_id: "r1", seat_id: TAM_DUONG }],
      ["turn.opened", { turn_id: "t1", seat_id: LAP_THACH, allowed_s: 300 }],
      ["microphone.muted", { seat_id: TAM_DUONG, by_chair: true }],
      ["stage.pinned", { seat_id: LAP_THACH }],
      ["seat.withdrawn", { seat_id: TAM_DUONG, name: "Xã Tam Dương" }],
      ["seat.withdrawn", { seat_id: LAP_THACH, name: "Xã Lập Thạch" }],
      ["seat.left", { seat_id: TAM_DUONG }],
    );
    expect(state.seats.map(({ id }) => id)).toEqual([CHAIR]);
    expect(state).toMatchObject({ queue: [], turn: null, muted: [], shut_by_chair: [], pinned: null });
  });

  it("leaves whoever sits in the withdrawn seat themself to the server", () => {
    expect(after(["seat.withdrawn", { seat_id: CHAIR, name: "Trần Quang Vịnh" }]).seats).toHaveLength(3);
  });
});

describe("the meeting", () => {
  it("passes through its life", () => {
    expect(after(["meeting.opened"]).meeting).toMatchObject({ state: "open", opened_at: AT });
    expect(after(["meeting.opened"], ["meeting.closed"]).meeting).toMatchObject({ state: "closed", closed_at: AT });
    expect(after(["meeting.signed"]).meeting.state).toBe("signed");
    expect(after(["meeting.cancelled"]).meeting.state).toBe("cancelled");
    expect(after(["meeting.announced"]).meeting.state).toBe("announced");
  });

  it("has no queue and no turn after closing", () => {
    const state = after(
      ["hand.raised", { request_id: "r1", seat_id: TAM_DUONG }],
      ["turn.opened", { turn_id: "t1", seat_id: LAP_THACH, allowed_s: 300 }],
      ["meeting.closed"],
    );
    expect(state.queue).toEqual([]);
    expect(state.turn).toBeNull();
  });

  it("moves from item to item and closes the one before", () => {
    const first = after(["item.opened", { item_id: "i1", number: 1, title: "Khai mạc" }]);
    expect(openItem(first)?.title).toBe("Khai mạc");
    expect(nextItem(first)?.id).toBe("i2");
    const second = after(["item.opened", { item_id: "i1" }], ["item.opened", { item_id: "i2" }]);
    expect(second.items[0]?.closed_at).toBe(AT);
    expect(openItem(second)?.id).toBe("i2");
    expect(nextItem(second)).toBeUndefined();
  });

  it("begins with the first item", () => {
    expect(nextItem(begun())?.id).toBe("i1");
  });
});

describe("presence", () => {
  it("follows arrivals and departures", () => {
    const state = after(["seat.arrived", { seat_id: TAM_DUONG }], ["seat.left", { seat_id: CHAIR }]);
    expect(state.seats.map((seat) => seat.present)).toEqual([false, true, false]);
  });

  it("takes no notice of a seat it does not know", () => {
    expect(after(["seat.arrived", { seat_id: "stranger" }]).seats).toEqual(begun().seats);
  });
});

describe("hands and turns", () => {
  const raise = (seat_id: string): [string, Record<string, unknown>] => [
    "hand.raised",
    { request_id: `r-${seat_id}`, seat_id },
  ];

  it("queues in order and once per seat", () => {
    const state = after(raise(TAM_DUONG), raise(LAP_THACH), raise(LAP_THACH));
    expect(placeOf(state, TAM_DUONG)).toBe(1);
    expect(placeOf(state, LAP_THACH)).toBe(2);
    expect(placeOf(state, CHAIR)).toBe(0);
    expect(state.queue).toHaveLength(2);
  });

  it("leaves the queue when lowered or invited", () => {
    const lowered = after(raise(TAM_DUONG), ["hand.lowered", { request_id: `r-${TAM_DUONG}`, seat_id: TAM_DUONG }]);
    expect(lowered.queue).toEqual([]);
    const invited = after(raise(TAM_DUONG), ["turn.opened", { turn_id: "t1", seat_id: TAM_DUONG, allowed_s: 300 }]);
    expect(invited.queue).toEqual([]);
    expect(invited.turn).toEqual({ turn_id: "t1", seat_id: TAM_DUONG, opened_at: AT, allowed_s: 300 });
  });

  it("extends and ends the open turn, not another", () => {
    const opened: [string, Record<string, unknown>] = [
      "turn.opened",
      { turn_id: "t1", seat_id: TAM_DUONG, allowed_s: 300 },
    ];
    expect(after(opened, ["turn.extended", { turn_id: "t1", allowed_s: 360 }]).turn?.allowed_s).toBe(360);
    expect(after(opened, ["turn.ended", { turn_id: "t0", seat_id: CHAIR }]).turn).not.toBeNull();
    expect(after(opened, ["turn.ended", { turn_id: "t1", seat_id: TAM_DUONG }]).turn).toBeNull();
    expect(after(["turn.extended", { turn_id: "t1", allowed_s: 360 }]).turn).toBeNull();
  });

  it("opens the microphones that the mode opens", () => {
    const heard = (mode: string, turn = true) => {
      const given: [string, Record<string, unknown>][] = turn
        ? [["turn.opened", { turn_id: "t1", seat_id: TAM_DUONG, allowed_s: 300 }]]
        : [];
      const state = after(["floor.mode", { mode }], ...given);
      return [CHAIR, TAM_DUONG, LAP_THACH].filter((seat) => isHeard(state, seat));
    };
    expect(heard("queue")).toEqual([CHAIR, TAM_DUONG]);
    expect(heard("free")).toEqual([CHAIR, TAM_DUONG, LAP_THACH]);
    expect(heard("one_mic")).toEqual([TAM_DUONG]);
    expect(heard("one_mic", false)).toEqual([CHAIR]);
    expect(heard("a mode of tomorrow", false)).toEqual([CHAIR]);
  });

  it("knows who shut a microphone, and whom the chair pinned", () => {
    const state = after(
      ["microphone.muted", { seat_id: TAM_DUONG, by_chair: false }],
      ["microphone.muted", { seat_id: LAP_THACH, by_chair: true }],
      ["stage.pinned", { seat_id: LAP_THACH }],
    );
    expect([state.muted, state.shut_by_chair, state.pinned]).toEqual([[TAM_DUONG, LAP_THACH], [LAP_THACH], LAP_THACH]);
    const back = after(["microphone.unmuted", { seat_id: LAP_THACH }], ["stage.pinned", { seat_id: null }]);
    expect([back.muted, back.shut_by_chair, back.pinned]).toEqual([[], [], null]);
  });

  it("lets the chair and the speaker be heard, unless muted", () => {
    const speaking = after(["turn.opened", { turn_id: "t1", seat_id: TAM_DUONG, allowed_s: 300 }]);
    expect([CHAIR, TAM_DUONG, LAP_THACH].map((seat) => isHeard(speaking, seat))).toEqual([true, true, false]);
    const muted = after(
      ["turn.opened", { turn_id: "t1", seat_id: TAM_DUONG, allowed_s: 300 }],
      ["microphone.muted", { seat_id: TAM_DUONG }],
      ["microphone.muted", { seat_id: TAM_DUONG }],
    );
    expect(muted.muted).toEqual([TAM_DUONG]);
    expect(isHeard(muted, TAM_DUONG)).toBe(false);
    const back = after(["microphone.muted", { seat_id: CHAIR }], ["microphone.unmuted", { seat_id: CHAIR }]);
    expect(isHeard(back, CHAIR)).toBe(true);
  });
});

describe("the chat", () => {
  it("keeps lines in order with their number", () => {
    const state = after(["chat.said", { seat_id: CHAIR, text: "một" }], ["chat.said", { seat_id: CHAIR, text: "hai" }]);
    expect(state.chat.map((line) => [line.seq, line.text])).toEqual([
      [11, "một"],
      [12, "hai"],
    ]);
  });

  it("shows only the newest lines of a long talk", () => {
    const lines = Array.from({ length: CHAT_KEPT + 5 }, (_, n): [string, Record<string, unknown>] => [
      "chat.said",
      { seat_id: CHAIR, text: String(n) },
    ]);
    const state = after(...lines);
    expect(state.chat).toHaveLength(CHAT_KEPT);
    expect(state.chat[0]?.text).toBe("5");
  });
});

it("never changes the state it was given", () => {
  const before = begun();
  const copy = structuredClone(before);
  applied(before, entry(11, "hand.raised", { request_id: "r1", seat_id: TAM_DUONG }));
  applied(before, entry(11, "item.opened", { item_id: "i1" }));
  expect(before).toEqual(copy);
});
