/**
 * Every message of the meeting's one websocket. Types only; ids are UUIDs, times ISO 8601 in UTC.
 *
 * Printed by `manage.py live_types` from rooms/live/messages.py and the rooms' events: do not edit. The rules of the
 * conversation are in docs/protocols/live.md.
 */

export type SeatId = string;

export type Hat = "chair" | "secretary" | "delegate" | "guest" | "site" | "clerk" | "administrator";

export type MeetingState = "draft" | "announced" | "open" | "closed" | "signed" | "cancelled";

export type SpeakingMode = "queue" | "free" | "one_mic";

export type Picture = "camera" | "screen";

/** Who this browser is in the meeting. */
export interface You {
  seat: SeatId;
  name: string;
  role: Hat;
  hats: Hat[];
}

/** The meeting as the room shows it. */
export interface MeetingFacts {
  id: string;
  slug: string;
  title: string;
  state: MeetingState;
  starts_at: string;
  ends_at: string;
  opened_at: string | null;
  closed_at: string | null;
}

/** An agenda item; the open one has opened_at and no closed_at. */
export interface Item {
  id: string;
  number: number;
  title: string;
  minutes: number;
  presenter: string;
  opened_at: string | null;
  closed_at: string | null;
}

/** A seat; site says whether it is a hall, detail is the person's position or the hall's agency.

    number is its place in the list; stands_in_for is who was invited first where a substitute sits, else empty.
     */
export interface Seat {
  id: SeatId;
  name: string;
  role: Hat;
  site: boolean;
  detail: string;
  number: number;
  present: boolean;
  stands_in_for: string;
}

/** A seat that waits for the floor. */
export interface Waiting {
  request_id: string;
  seat_id: SeatId;
  at: string;
}

/** The open turn. */
export interface Turn {
  turn_id: string;
  seat_id: SeatId;
  opened_at: string;
  allowed_s: number;
}

/** A line of the chat, by the number of its entry. */
export interface Said {
  seq: number;
  at: string;
  seat_id: SeatId;
  text: string;
}

/** The whole room at one number of the journal. */
export interface Snapshot {
  meeting: MeetingFacts;
  items: Item[];
  item: string | null;
  seats: Seat[];
  queue: Waiting[];
  turn: Turn | null;
  muted: SeatId[];
  shut_by_chair: SeatId[];
  mode: SpeakingMode;
  pinned: SeatId | null;
  chat: Said[];
  recording: boolean;
}

/** An agenda item as it is planned. */
export interface AgendaLine {
  id: string;
  number: number;
  title: string;
  minutes: number;
  presenter: string;
}

/** Who fills a slot: the seat, and which of its sources (mic, camera, screen, screen_sound). */
export interface Slot {
  seat: SeatId;
  source: string;
}

/** One browser's line in the last 2 s; up is what it sends. Losses are per mille; rtt_ms is null until known. */
export interface LineQuality {
  seat: SeatId;
  rtt_ms: number | null;
  up_kbps: number;
  down_kbps: number;
  up_lost_permille: number;
  down_lost_permille: number;
  jitter_ms: number;
  layers: string[];
  level: string;
}

/** A journal entry; one that this seat may not see has only its number and the kind "redacted". */
export interface Entry {
  type: "entry";
  seq: number;
  kind: string;
  at?: string;
  actor?: string;
  payload?: Record<string, unknown>;
}

/** The first message. snapshot is null where the page only needs the entries after its since. */
export interface Welcome {
  type: "welcome";
  you: You;
  seq: number;
  boot: string;
  now: string;
  snapshot: Snapshot | null;
}

/** The deed of this key is done and kept. */
export interface Done {
  type: "done";
  key: string;
  result: Record<string, unknown> | null;
}

/** The deed of this key changed nothing; words are for people, code for the program. */
export interface RefusedNews {
  type: "refused";
  key: string | null;
  code: string;
  words: string;
}

/** The node's answer to the offer of that number. */
export interface MediaAnswer {
  type: "media.answer";
  sdp: string;
  offer: number;
}

/** The node did not take the offer. */
export interface MediaRefused {
  type: "media.refused";
  code: string;
  words: string;
}

/** What each receiving slot (by the offer's mid) carries from now on. */
export interface MediaSlots {
  type: "media.slots";
  slots: Record<string, Slot | null>;
}

/** What this browser gets less of, and why; kbps is what its line is taken to carry. */
export interface MediaLimits {
  type: "media.limits";
  level: "full" | "reduced" | "low";
  reason: "" | "chosen" | "line" | "server";
  kbps: number;
}

/** The node is gone; offer again. */
export interface MediaMoved {
  type: "media.moved";
}

/** How every line is, every 2 s while this browser watches. */
export interface MediaQuality {
  type: "media.quality";
  rows: LineQuality[];
}

/** The answer to an acknowledgement that asked: what the page says arrives. */
export interface Heard {
  type: "heard";
}

/** Who is heard at this moment; fleeting, never journalled. */
export interface Loud {
  type: "loud";
  seats: SeatId[];
}

/** The process restarts: come back after that many seconds, with since. */
export interface Moving {
  type: "moving";
  after_s: number;
}

export type ServerMessage =
  | Entry
  | Welcome
  | Done
  | RefusedNews
  | MediaAnswer
  | MediaRefused
  | MediaSlots
  | MediaLimits
  | MediaMoved
  | MediaQuality
  | Heard
  | Loud
  | Moving;

/** The first frame. since is the last entry the page has; connection is the page's own id, kept over drops. */
export interface Enter {
  do: "enter";
  ticket: string;
  connection: string;
  since: number | null;
  device: string;
}

/** How far the page has come: its last entry, and the bytes received on this socket (text counted in UTF-8).

    ask wants a word back: a line that is dead one way looks whole to a page until TCP gives up, minutes later.
     */
export interface Ack {
  do: "ack";
  seq: number;
  bytes: number;
  ask: boolean;
}

/** What each deed says besides its name and key. */
export interface DeedFields {
  "chat.say": { text: string };
  "hand.raise": Record<string, never>;
  "hand.lower": { seat: SeatId | null };
  "floor.give": { seat: SeatId; minutes: number };
  "floor.extend": { minutes: number };
  "floor.end": Record<string, never>;
  "microphone.mute": { seat: SeatId };
  "microphone.unmute": { seat: SeatId };
  "microphone.mute_all": Record<string, never>;
  "floor.mode": { mode: SpeakingMode };
  "stage.pin": { seat: SeatId | null };
  "screen.share": Record<string, never>;
  "screen.end": Record<string, never>;
  "item.next": Record<string, never>;
  "meeting.open": Record<string, never>;
  "meeting.close": Record<string, never>;
  "recording.start": Record<string, never>;
  "recording.stop": Record<string, never>;
  "substitute.approve": { seat: SeatId; mark: string };
  "substitute.refuse": { seat: SeatId; mark: string };
  "media.offer": { sdp: string; offer: number };
  "media.ready": Record<string, never>;
  "media.view": { page: number; pinned: SeatId | null; low: boolean };
  "media.dark": { source: Picture };
  "media.watch": { on: boolean };
  "media.leave": Record<string, never>;
}

export type Deed = keyof DeedFields;

/** A seat's wish, on its way from an element up to the page. */
export interface Wish {
  deed: Deed;
  fields?: Record<string, unknown>;
}

/** What the entries of each kind carry. */
export interface Payloads {
  "chat.said": { seat_id: string; text: string };
  "floor.mode": { mode: string };
  "hall.counted": { seat_id: string; heads: number; ticked: number };
  "hall.listed": { seat_id: string; headcount: number; named: number };
  "hand.lowered": { request_id: string; seat_id: string };
  "hand.raised": { request_id: string; seat_id: string };
  "item.opened": { item_id: string; number: number; title: string };
  "meeting.announced": { urgent_reason: string };
  "meeting.cancelled": { reason: string };
  "meeting.changed": {
    what: string[];
    title: string;
    starts_at: string;
    ends_at: string;
    urgent_reason: string;
    items: AgendaLine[] | null;
    chair_before: string;
  };
  "meeting.closed": Record<string, never>;
  "meeting.opened": Record<string, never>;
  "meeting.signed": { digest: string };
  "microphone.muted": { seat_id: string; by_chair: boolean };
  "microphone.unmuted": { seat_id: string };
  "screen.ended": { seat_id: string };
  "screen.shared": { seat_id: string };
  "seat.added": { seat_id: string; name: string; role: string; site: boolean; detail: string; number: number };
  "seat.appointed": { seat_id: string; name: string; role: string; number: number };
  "seat.arrived": { seat_id: string };
  "seat.handed_over": { seat_id: string; name: string; detail: string; stands_in_for: string };
  "seat.left": { seat_id: string; left_at: string };
  "seat.withdrawn": { seat_id: string; name: string };
  "stage.pinned": { seat_id: string | null };
  "turn.ended": { turn_id: string; seat_id: string };
  "turn.extended": { turn_id: string; allowed_s: number };
  "turn.opened": { turn_id: string; seat_id: string; allowed_s: number };
}
