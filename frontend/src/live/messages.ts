/** Every message of the meeting's one websocket, as docs/protocols/live.md tells them. Types only. */

export type SeatId = string;
export type Hat = "chair" | "secretary" | "delegate" | "guest" | "site" | "administrator";
export type MeetingState = "draft" | "announced" | "open" | "closed" | "signed" | "cancelled";

export interface You {
  seat: SeatId;
  name: string;
  role: Hat;
  hats: Hat[];
}

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

export interface Item {
  id: string;
  number: number;
  title: string;
  minutes: number;
  presenter: string;
  opened_at: string | null;
  closed_at: string | null;
}

export interface Seat {
  id: SeatId;
  name: string;
  role: Hat;
  /** True if a hall sits here, not one person. */
  site: boolean;
  /** What stands under the name: post and agency, or the hall's place. */
  detail: string;
  present: boolean;
}

export interface Waiting {
  request_id: string;
  seat_id: SeatId;
  at: string;
}

export interface Turn {
  turn_id: string;
  seat_id: SeatId;
  opened_at: string;
  allowed_s: number;
}

export interface Said {
  seq: number;
  at: string;
  seat_id: SeatId;
  text: string;
}

export interface Snapshot {
  meeting: MeetingFacts;
  items: Item[];
  item: string | null;
  seats: Seat[];
  queue: Waiting[];
  turn: Turn | null;
  muted: SeatId[];
  chat: Said[];
}

export interface Welcome {
  type: "welcome";
  you: You;
  seq: number;
  boot: string;
  /** The server's clock at the moment of sending; turns are counted by it, not by the office PC's. */
  now?: string;
  /** Absent when `since` was near enough: then only entries follow. */
  snapshot: Snapshot | null;
}

export interface Entry {
  type: "entry";
  seq: number;
  kind: string;
  at?: string;
  actor?: string;
  payload?: Record<string, unknown>;
}

/** Which seat's picture or voice is in a receive slot now, by the slot's mid. */
export type Slots = Record<string, { seat: SeatId; source: string } | null>;

export type ServerMessage =
  | Welcome
  | Entry
  | { type: "done"; key: string; result?: unknown }
  | { type: "refused"; key?: string; code: string; words: string }
  | { type: "media.answer"; sdp: string }
  | { type: "media.refused"; code: string; words: string }
  | { type: "media.slots"; slots: Slots }
  | { type: "media.moved" }
  | { type: "loud"; seats: SeatId[] }
  | { type: "moving"; after_s: number };

export type Deed =
  | "chat.say"
  | "hand.raise"
  | "hand.lower"
  | "floor.give"
  | "floor.extend"
  | "floor.end"
  | "microphone.mute"
  | "microphone.unmute"
  | "microphone.mute_all"
  | "item.next"
  | "meeting.open"
  | "meeting.close"
  | "media.offer"
  | "media.ready"
  | "media.view"
  | "media.leave";

/** A seat's wish, on its way from an element up to the page. */
export interface Wish {
  deed: Deed;
  fields?: Record<string, unknown>;
}
