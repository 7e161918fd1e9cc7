/**
 * The only `new WebSocket` of the house: one per browser and meeting.
 *
 * It fetches a ticket, enters, hands messages on in order, acknowledges what it has (a credit window keeps a slow
 * browser from filling the server), sends deeds and sends them again after a break until they are answered: each
 * carries its own key, so a repeated deed is done once.
 */
import { waitBefore } from "./backoff";
import { endingOf, NO_TICKET, noTicket, type Ending } from "./endings";
import type { Deed, ServerMessage } from "./messages";
import { Pending } from "./pending";

const ACK_EVERY_MS = 2_000; // at least this often, asks RELIABILITY.md 7 "Credit window"
const ASK_EVERY = 3; // acknowledgements: every 6 s the server is asked for a word
const HEARD_WITHIN_MS = 10_000; // what was under way still comes over a line that is dead one way, so nothing else counts
const PLATE_AFTER_MS = 2_000; // DESIGN.md 8 "Connection": nothing, then the plate, then the banner
const BANNER_AFTER_MS = 10_000;
const WELCOME_WITHIN_MS = 15_000;
const ANSWER_WITHIN_MS = 10_000; // a deed unanswered for so long on an "open" line: the line is dead, TCP has not noticed
const NOT_SAVED = "not_saved";
const SAVE_AGAIN_MS = 3_000;
const TICKETS_REFUSED_MAX = 3; // a ticket is good for 30 s; refused three times running, it is not the clock
const LEFT = 1000; // the person left: away at once; a page that merely reloads stays present for a while
const OPEN = 1; // WebSocket.OPEN; the constant, so that a test needs no global WebSocket

/** What we use of a WebSocket; the platform's in the browser, a made one in tests. */
export type Wire = Pick<
  WebSocket,
  "send" | "close" | "readyState" | "binaryType" | "onopen" | "onmessage" | "onclose" | "onerror"
>;

export interface ConnectionOptions {
  address: string;
  fetchTicket: () => Promise<string>;
  connectionId: string;
  device: string;
  /** The last entry this browser knows; null before the first welcome. */
  since: () => number | null;
  openWire?: (address: string) => Wire;
  chance?: () => number;
}

/** How the line is. `late`: under 2 s nothing is shown; `plate`: "đang nối lại"; `banner`: with a telephone number. */
export interface LineState {
  phase: "connecting" | "connected" | "ended";
  late: "no" | "plate" | "banner";
  ending: Ending | null;
}

/** The ticket office said no: this person may not enter, so trying again by itself is of no use. */
export class TicketRefused extends Error {}

export class Connection extends EventTarget {
  line: LineState = { phase: "connecting", late: "no", ending: null };
  onMessage: (message: ServerMessage) => void = () => undefined;
  onBytes: (bytes: Uint8Array) => void = () => undefined;

  private readonly options: ConnectionOptions;
  private readonly pending = new Pending();
  private wire: Wire | null = null;
  private attempt = 0;
  private refusedTickets = 0;
  private acknowledged = 0;
  private received = 0;
  private timers: Partial<
    Record<"retry" | "plate" | "banner" | "ack" | "welcome" | "answer" | "heard", ReturnType<typeof setTimeout>>
  > = {};

  constructor(options: ConnectionOptions) {
    super();
    this.options = options;
  }

  /** Opens the line and keeps it open until `stop`. */
  start(): void {
    this.lineIs({ phase: "connecting", late: "no", ending: null });
    this.watchLateness();
    void this.enter();
  }

  /** Leaves for good: the page is going. */
  stop(): void {
    this.forgetTimers();
    this.drop(LEFT);
    this.pending.abandon();
    this.line = { phase: "ended", late: "no", ending: null };
  }

  /** The browser says the network is gone: no need to wait for TCP to notice. */
  lost(): void {
    if (this.line.phase === "ended") return;
    this.drop();
    this.comeBack();
  }

  /** Closes the line and comes back at once: after a gap, or when the person wants the seat back. */
  again(): void {
    this.drop();
    this.attempt = 0;
    this.refusedTickets = 0;
    if (this.line.phase === "ended") this.start();
    else this.comeBack(0);
  }

  /** Does a deed, once, even over a broken line; rejects with `RefusedDeed` in words. */
  act(deed: Deed, fields: Record<string, unknown> = {}): Promise<unknown> {
    const { frame, answer } = this.pending.add(deed, fields);
    if (this.line.phase === "connected") this.send(frame);
    return answer;
  }

  /** Says something that is worthless later (media, views): sent now or never. */
  tell(deed: Deed, fields: Record<string, unknown> = {}): boolean {
    if (this.line.phase !== "connected" || this.wire?.readyState !== OPEN) return false;
    this.wire.send(JSON.stringify({ ...fields, do: deed, key: crypto.randomUUID() }));
    return true;
  }

  /** A frame of the minutes' conversation; false if the line is down, the editor then keeps it. */
  sendBytes(bytes: Uint8Array): boolean {
    if (this.line.phase !== "connected" || this.wire?.readyState !== OPEN) return false;
    this.wire.send(bytes as Uint8Array<ArrayBuffer>);
    return true;
  }

  private async enter(): Promise<void> {
    let ticket: string;
    try {
      ticket = await this.options.fetchTicket();
    } catch (error) {
      if (error instanceof TicketRefused) this.end(noTicket());
      else this.comeBack();
      return;
    }
    if (this.wire || this.line.phase === "ended") return;
    this.openWire(ticket);
  }

  private openWire(ticket: string): void {
    const wire = (this.options.openWire ?? ((address) => new WebSocket(address)))(this.options.address);
    this.wire = wire;
    this.received = 0;
    wire.binaryType = "arraybuffer";
    wire.onopen = () => {
      const { connectionId, device, since } = this.options;
      wire.send(JSON.stringify({ do: "enter", ticket, since: since(), connection: connectionId, device }));
    };
    this.timers.welcome = setTimeout(() => {
      this.lost();
    }, WELCOME_WITHIN_MS);
    wire.onmessage = (event: MessageEvent<unknown>) => {
      if (this.wire === wire) this.take(event.data);
    };
    wire.onclose = (event: CloseEvent) => {
      if (this.wire === wire) this.closed(event.code);
    };
  }

  private take(data: unknown): void {
    if (data instanceof ArrayBuffer) {
      this.received += data.byteLength;
      this.onBytes(new Uint8Array(data));
      return;
    }
    const text = String(data);
    this.received += new TextEncoder().encode(text).length;
    const message = JSON.parse(text) as ServerMessage;
    if (message.type === "done") this.pending.done(message.key, message.result);
    else if (message.type === "refused" && this.refused(message)) return;
    else if (message.type === "welcome") this.welcomed(message);
    else if (message.type === "moving") this.comeBack(message.after_s * 1000);
    else if (message.type === "heard") this.forgetWord();
    else this.onMessage(message);
  }

  /** False if it answers no deed of this page. */
  private refused(message: Extract<ServerMessage, { type: "refused" }>): boolean {
    if (message.key === null) return false;
    if (message.code !== NOT_SAVED) return this.pending.refused(message.key, message);
    // The database is away for a moment (RELIABILITY.md 9): the deed stays here and goes out again.
    setTimeout(() => {
      for (const frame of this.pending.unanswered()) this.wire?.send(frame);
    }, SAVE_AGAIN_MS);
    return this.pending.has(message.key);
  }

  private welcomed(message: ServerMessage): void {
    this.attempt = 0;
    this.refusedTickets = 0;
    this.forgetTimers();
    this.timers.ack = setInterval(() => {
      this.acknowledge();
    }, ACK_EVERY_MS);
    this.onMessage(message);
    this.lineIs({ phase: "connected", late: "no", ending: null });
    for (const frame of this.pending.unanswered()) this.send(frame);
  }

  private send(frame: string): void {
    this.wire?.send(frame);
    this.timers.answer ??= setTimeout(() => {
      delete this.timers.answer;
      if (this.pending.unanswered().includes(frame)) this.again();
    }, ANSWER_WITHIN_MS);
  }

  private acknowledge(): void {
    if (this.wire?.readyState !== OPEN) return;
    const ask = ++this.acknowledged % ASK_EVERY === 0;
    if (ask) this.expectAWord();
    this.wire.send(
      JSON.stringify({ do: "ack", seq: this.options.since() ?? 0, bytes: this.received, ...(ask && { ask }) }),
    );
  }

  private expectAWord(): void {
    this.timers.heard ??= setTimeout(() => {
      delete this.timers.heard;
      this.again();
    }, HEARD_WITHIN_MS);
  }

  private forgetWord(): void {
    clearTimeout(this.timers.heard);
    delete this.timers.heard;
  }

  private closed(code: number): void {
    this.wire = null;
    clearTimeout(this.timers.welcome);
    const ending = code === NO_TICKET && ++this.refusedTickets >= TICKETS_REFUSED_MAX ? noTicket() : endingOf(code);
    if (ending.then === "again") this.comeBack();
    else this.end(ending);
  }

  private end(ending: Ending): void {
    this.forgetTimers();
    this.drop();
    this.pending.abandon();
    this.lineIs({ phase: "ended", late: "no", ending });
  }

  /** Tries again after the herd's manners, or after `delay` ms; the old wire, if any, is let go then. */
  private comeBack(delay?: number): void {
    clearTimeout(this.timers.retry);
    const wait = delay ?? waitBefore(this.attempt++, (this.options.chance ?? Math.random)());
    if (!this.wire) this.broken();
    this.timers.retry = setTimeout(() => {
      this.drop();
      this.broken();
      void this.enter();
    }, wait);
  }

  private broken(): void {
    clearInterval(this.timers.ack);
    clearTimeout(this.timers.answer);
    delete this.timers.answer;
    this.forgetWord();
    if (this.line.phase !== "connected") return;
    this.lineIs({ phase: "connecting", late: "no", ending: null });
    this.watchLateness();
  }

  private drop(code?: typeof LEFT): void {
    clearTimeout(this.timers.welcome);
    const wire = this.wire;
    this.wire = null;
    wire?.close(code);
  }

  private watchLateness(): void {
    clearTimeout(this.timers.plate);
    clearTimeout(this.timers.banner);
    this.timers.plate = setTimeout(() => {
      this.lineIs({ ...this.line, late: "plate" });
    }, PLATE_AFTER_MS);
    this.timers.banner = setTimeout(() => {
      this.lineIs({ ...this.line, late: "banner" });
    }, BANNER_AFTER_MS);
  }

  private forgetTimers(): void {
    for (const timer of Object.values(this.timers)) clearTimeout(timer);
    this.timers = {};
  }

  private lineIs(line: LineState): void {
    this.line = line;
    this.dispatchEvent(new Event("line"));
  }
}
