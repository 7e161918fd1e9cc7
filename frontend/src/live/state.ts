/**
 * What a browser knows of the meeting: a welcome's snapshot, then entries in order. Pure.
 *
 * Entries are numbered without gaps. One that is already known changes nothing; one that comes too early is not applied,
 * because what lies between is unknown: the caller then asks again from `state.seq`.
 */
import type { MeetingState, Said, Item, Waiting, Seat, Snapshot, Turn, Welcome, You } from "./messages";
import type { AgendaLine, Entry, Hat, Payloads, SeatId, SpeakingMode } from "./messages";

/** The server keeps all of the chat; a browser shows the newest, so that an old PC stays quick. */
export const CHAT_KEPT = 300;

export interface RoomState extends Snapshot {
  readonly you: You;
  readonly seq: number;
  readonly boot: string;
  /** The last entry about invitations or a seat's holder: whoever shows proposed substitutes asks for them anew. */
  readonly desk_news: number;
}

export type Outcome = { result: "applied"; state: RoomState } | { result: "known" | "gap"; state: RoomState | null };

type Payload = Record<string, unknown>;
type Change = (state: RoomState, payload: Payload, entry: Entry) => Partial<RoomState>;

/** The state after a welcome; without snapshot the old state goes on, and entries fill it up. */
export function welcomed(before: RoomState | null, welcome: Welcome): RoomState | null {
  if (welcome.snapshot) {
    const { you, seq, boot } = welcome;
    return { ...welcome.snapshot, you, seq, boot, desk_news: seq };
  }
  return before && { ...before, you: welcome.you, boot: welcome.boot };
}

/** The state after one entry. */
export function applied(state: RoomState | null, entry: Entry): Outcome {
  if (!state || entry.seq > state.seq + 1) return { result: "gap", state };
  if (entry.seq <= state.seq) return { result: "known", state };
  const change = Object.hasOwn(CHANGES, entry.kind) ? CHANGES[entry.kind] : undefined;
  const changed = change && entry.payload ? change(state, entry.payload, entry) : {};
  const news = DESK_NEWS.test(entry.kind) ? { desk_news: entry.seq } : {};
  return { result: "applied", state: { ...state, ...changed, ...news, seq: entry.seq } };
}

const DESK_NEWS = /^(invitation\.|seat\.)/;

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const amount = (value: unknown): number => (typeof value === "number" ? value : 0);

const CHANGES: Readonly<Record<string, Change>> = {
  "meeting.announced": (state) => passage(state, "announced"),
  "meeting.opened": (state, _payload, entry) => passage(state, "open", { opened_at: entry.at ?? null }),
  "meeting.closed": (state, _payload, entry) => ({
    ...passage(state, "closed", { closed_at: entry.at ?? null }),
    turn: null,
    queue: [],
  }),
  "meeting.signed": (state) => passage(state, "signed"),
  "meeting.cancelled": (state) => passage(state, "cancelled"),
  "meeting.changed": (state, payload) => meetingChanged(state, payload),
  "item.opened": (state, payload, entry) => opened(state, text(payload["item_id"]), entry.at ?? null),
  "chat.said": (state, payload, entry) => said(state, payload, entry),
  "seat.arrived": (state, payload) => presence(state, text(payload["seat_id"]), true),
  "seat.left": (state, payload) => presence(state, text(payload["seat_id"]), false),
  "seat.added": (state, payload) => added(state, payload),
  "seat.withdrawn": (state, payload) => withdrawn(state, text(payload["seat_id"])),
  "seat.appointed": (state, payload) => appointed(state, payload),
  "seat.handed_over": (state, payload) => handedOver(state, payload),
  "hand.raised": (state, payload, entry) => raised(state, payload, entry),
  "hand.lowered": (state, payload) => ({ queue: without(state.queue, payload) }),
  "turn.opened": (state, payload, entry) => turnOpened(state, payload, entry),
  "turn.extended": (state, payload) => ({
    turn: state.turn && { ...state.turn, allowed_s: amount(payload["allowed_s"]) },
  }),
  "turn.ended": (state, payload) =>
    state.turn && state.turn.turn_id === text(payload["turn_id"]) ? { turn: null } : {},
  "microphone.muted": (state, payload) => shut(state, text(payload["seat_id"]), payload["by_chair"] === true),
  "microphone.unmuted": (state, payload) => {
    const others = (seats: readonly SeatId[]) => seats.filter((other) => other !== payload["seat_id"]);
    return { muted: others(state.muted), shut_by_chair: others(state.shut_by_chair) };
  },
  "recording.started": () => ({ recording: true }),
  "recording.stopped": () => ({ recording: false }),
  "floor.mode": (_state, payload) => ({ mode: modeOf(payload["mode"]) }),
  "stage.pinned": (_state, payload) => ({ pinned: text(payload["seat_id"]) || null }),
};

const modeOf = (value: unknown): SpeakingMode => (value === "free" || value === "one_mic" ? value : "queue");

function shut(state: RoomState, seat: SeatId, byChair: boolean): Partial<RoomState> {
  return {
    muted: [...state.muted.filter((other) => other !== seat), seat],
    shut_by_chair: byChair ? [...state.shut_by_chair.filter((other) => other !== seat), seat] : state.shut_by_chair,
  };
}

function passage(state: RoomState, to: MeetingState, more: Partial<RoomState["meeting"]> = {}): Partial<RoomState> {
  return { meeting: { ...state.meeting, ...more, state: to } };
}

/** Words, hours and, where it is another one, the whole agenda. An item that is open cannot have been changed. */
function meetingChanged(state: RoomState, payload: Payload): Partial<RoomState> {
  const [title, starts_at, ends_at] = [text(payload["title"]), text(payload["starts_at"]), text(payload["ends_at"])];
  const items = payload["items"];
  return {
    meeting: { ...state.meeting, title, starts_at, ends_at },
    ...(Array.isArray(items) && { items: (items as AgendaLine[]).map(unopened) }),
  };
}

const unopened = (line: AgendaLine): Item => ({ ...line, opened_at: null, closed_at: null });

/** Somebody more is expected; they stand where the list has them. */
function added(state: RoomState, payload: Payload): Partial<RoomState> {
  const { seat_id, name, role, site, detail, number } = payload as unknown as Payloads["seat.added"];
  const seat: Seat = { id: seat_id, name, role: role as Hat, site, detail, number, present: false, stands_in_for: "" };
  const others = state.seats.filter((other) => other.id !== seat_id);
  return { seats: [...others, seat].sort((a, b) => a.number - b.number) };
}

/** Another role, and the place in the list that goes with it. Who I am to the meeting is told by the next welcome. */
function appointed(state: RoomState, payload: Payload): Partial<RoomState> {
  const { seat_id, role, number } = payload as unknown as Payloads["seat.appointed"];
  const seats = state.seats.map((seat): Seat => (seat.id === seat_id ? { ...seat, role: role as Hat, number } : seat));
  return { seats: seats.sort((a, b) => a.number - b.number) };
}

/** Nobody is expected there any more. Who sits there themself sees the room until the server shuts the door. */
function withdrawn(state: RoomState, id: SeatId): Partial<RoomState> {
  if (id === state.you.seat) return {};
  const others = (seats: readonly SeatId[]) => seats.filter((other) => other !== id);
  return {
    seats: state.seats.filter((seat) => seat.id !== id),
    queue: state.queue.filter((waiting) => waiting.seat_id !== id),
    turn: state.turn?.seat_id === id ? null : state.turn,
    muted: others(state.muted),
    shut_by_chair: others(state.shut_by_chair),
    pinned: state.pinned === id ? null : state.pinned,
  };
}

function opened(state: RoomState, id: string, at: string | null): Partial<RoomState> {
  const items = state.items.map((item): Item => {
    if (item.id === id) return { ...item, opened_at: at, closed_at: null };
    return item.id === state.item ? { ...item, closed_at: at } : item;
  });
  return { items, item: id };
}

function said(state: RoomState, payload: Payload, entry: Entry): Partial<RoomState> {
  const line: Said = {
    seq: entry.seq,
    at: entry.at ?? "",
    seat_id: text(payload["seat_id"]),
    text: text(payload["text"]),
  };
  return { chat: [...state.chat, line].slice(-CHAT_KEPT) };
}

function presence(state: RoomState, id: SeatId, present: boolean): Partial<RoomState> {
  return { seats: state.seats.map((seat): Seat => (seat.id === id ? { ...seat, present } : seat)) };
}

function handedOver(state: RoomState, payload: Payload): Partial<RoomState> {
  const [name, detail] = [text(payload["name"]), text(payload["detail"])];
  const stands_in_for = text(payload["stands_in_for"]);
  const id = text(payload["seat_id"]);
  return { seats: state.seats.map((seat): Seat => (seat.id === id ? { ...seat, name, detail, stands_in_for } : seat)) };
}

function raised(state: RoomState, payload: Payload, entry: Entry): Partial<RoomState> {
  const request: Waiting = {
    request_id: text(payload["request_id"]),
    seat_id: text(payload["seat_id"]),
    at: entry.at ?? "",
  };
  return { queue: [...without(state.queue, payload), request] };
}

function without(queue: readonly Waiting[], payload: Payload): Waiting[] {
  const [request, seat] = [text(payload["request_id"]), text(payload["seat_id"])];
  return queue.filter((waiting) => waiting.request_id !== request && waiting.seat_id !== seat);
}

function turnOpened(state: RoomState, payload: Payload, entry: Entry): Partial<RoomState> {
  const turn: Turn = {
    turn_id: text(payload["turn_id"]),
    seat_id: text(payload["seat_id"]),
    opened_at: entry.at ?? "",
    allowed_s: amount(payload["allowed_s"]),
  };
  // A granted request has left the queue, whether or not an entry of its own says so.
  return { turn, queue: state.queue.filter((waiting) => waiting.seat_id !== turn.seat_id) };
}

/* ---- questions every element asks */

export const wears = (state: RoomState, hat: string): boolean => state.you.hats.some((worn) => worn === hat);
export const isChair = (state: RoomState): boolean => wears(state, "chair");
export const seatOf = (state: RoomState, id: SeatId): Seat | undefined => state.seats.find((seat) => seat.id === id);
export const nameOf = (state: RoomState, id: SeatId): string => seatOf(state, id)?.name ?? "";
export const chairSeat = (state: RoomState): Seat | undefined => state.seats.find((seat) => seat.role === "chair");
export const openItem = (state: RoomState): Item | undefined => state.items.find((item) => item.id === state.item);

/** 1 for the head of the queue, 0 if not waiting. */
export const placeOf = (state: RoomState, id: SeatId): number =>
  state.queue.findIndex((waiting) => waiting.seat_id === id) + 1;

/** The item that "next" would open; undefined after the last. */
export function nextItem(state: RoomState): Item | undefined {
  const now = openItem(state);
  return [...state.items].sort((a, b) => a.number - b.number).find((item) => item.number > (now?.number ?? 0));
}

/** Whose microphone the mode opens, as speakers.rules has it. */
export function maySpeak(state: RoomState, id: SeatId): boolean {
  const [chair, speaker] = [chairSeat(state)?.id, state.turn?.seat_id];
  if (state.mode === "free") return true;
  if (state.mode === "one_mic") return (speaker ?? chair) === id;
  return id === chair || id === speaker;
}

/** Who may speak and is not muted. */
export const isHeard = (state: RoomState, id: SeatId): boolean => maySpeak(state, id) && !state.muted.includes(id);

/** Why a seat is heard or is not: what its microphone's button says. */
export type Voice = "heard" | "shut" | "shut_by_chair" | "waiting" | "one_mic";

export function voiceOf(state: RoomState, id: SeatId): Voice {
  if (state.shut_by_chair.includes(id)) return "shut_by_chair";
  if (maySpeak(state, id)) return state.muted.includes(id) ? "shut" : "heard";
  return state.mode === "one_mic" ? "one_mic" : "waiting";
}

/** The chair, the secretaries and the open turn share screens, as speakers.rules has it. */
export function mayShare(state: RoomState, id: SeatId): boolean {
  const role = seatOf(state, id)?.role;
  return role === "chair" || role === "secretary" || state.turn?.seat_id === id;
}
