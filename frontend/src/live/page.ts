/**
 * The controller of a page in a meeting: opens the one connection, keeps the one state, and lets elements know.
 *
 * The room's page and the secretary's desk use the same; elements show what it holds and send wishes up to it.
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { toast } from "../ui/toast";
import { Connection, type LineState } from "./connection";
import type { LineQuality, SeatId, ServerMessage, Wish } from "./messages";
import { RefusedDeed } from "./pending";
import { applied, welcomed, type RoomState } from "./state";
import { connectionId, TicketOffice } from "./tickets";

/** What Django tells the page's script (`_data` of rooms/live/views.py), as JSON in the page. */
export interface PageFacts {
  slug: string;
  title: string;
  seat: { id: string; name: string; role: string };
  ticket: string;
  socket: string;
  join: string;
  room: string;
  csrf: string;
  /** Telephone of the technician on duty, where one is known. */
  support?: string;
  /** Where a hall ticks who is there; for a hall alone. */
  roll?: string;
}

export function pageFacts(page: Document = document): PageFacts {
  const found = page.getElementById("page")?.textContent;
  if (!found) throw new Error("the page says nothing about its meeting");
  return JSON.parse(found) as PageFacts;
}

/** The meeting's other pages. */
export const pagesOf = ({ slug }: Pick<PageFacts, "slug">) => ({
  meeting: `/hop/${slug}/`,
  minutes: `/hop/${slug}/bien-ban/`,
  signoff: `/hop/${slug}/ky/`,
});

/** The very host the page came from: the server takes no other Origin. */
export function socketAddress(path: string, place: Pick<Location, "protocol" | "host"> = location): string {
  return `${place.protocol === "https:" ? "wss:" : "ws:"}//${place.host}${path}`;
}

export class MeetingPage extends EventTarget {
  readonly facts: PageFacts;
  readonly live: Connection;
  readonly office: TicketOffice;
  state: RoomState | null = null;
  loud: readonly SeatId[] = [];
  /** The server's clock minus this computer's, ms: turns are counted by the server's. */
  skew = 0;
  /** Everybody's line, for those who watch; null until the node has told. */
  lines: readonly LineQuality[] | null = null;
  private watching = false;
  /** ServerMessage of the media node; the room's page listens. */
  onMedia: (news: ServerMessage) => void = () => undefined;
  /** After every welcome, with the name of the process that answers. */
  onWelcome: (boot: string) => void = () => undefined;
  private missed: number | null = null;

  constructor(facts: PageFacts, live?: Connection) {
    super();
    this.facts = facts;
    this.office = new TicketOffice(facts);
    this.live =
      live ??
      new Connection({
        address: socketAddress(facts.socket),
        fetchTicket: () => this.office.ticket(),
        connectionId: connectionId(facts.slug),
        device: navigator.userAgent.slice(0, DEVICE_LENGTH),
        since: () => this.state?.seq ?? null,
      });
    this.live.onMessage = (news) => {
      this.take(news);
    };
    this.live.addEventListener("line", () => {
      this.changed();
    });
  }

  get line(): LineState {
    return this.live.line;
  }

  start(): void {
    addEventListener("online", this.online);
    addEventListener("offline", this.offline);
    addEventListener("pageshow", this.back);
    this.live.start();
  }

  /** Sends a person's wish; a refusal is said in words, once, where the person looks. */
  async wish({ deed, fields = {} }: Wish): Promise<boolean> {
    try {
      await this.live.act(deed, fields);
      return true;
    } catch (error) {
      if (!(error instanceof RefusedDeed)) throw error;
      toast({ words: error.message, state: "warn" });
      return false;
    }
  }

  /** Begins or ends to watch over everybody's line; the node measures only meanwhile. */
  watch(on: boolean): void {
    this.watching = on;
    this.lines = null;
    void this.wish({ deed: "media.watch", fields: { on } });
  }

  private take(news: ServerMessage): void {
    switch (news.type) {
      case "welcome":
        this.skew = Date.parse(news.now) - Date.now();
        this.state = welcomed(this.state, news);
        queueMicrotask(() => {
          if (this.watching) this.live.tell("media.watch", { on: true }); // another socket, perhaps another process
          this.onWelcome(news.boot); // once the line counts as connected
        });
        break;
      case "entry":
        this.enter(news);
        return;
      case "media.quality":
        if (this.watching) this.lines = news.rows;
        break;
      case "loud":
        this.loud = news.seats;
        break;
      case "refused":
        toast({ words: news.words, state: "warn" });
        break;
      default:
        this.onMedia(news);
        return;
    }
    this.changed();
  }

  private enter(entry: Extract<ServerMessage, { type: "entry" }>): void {
    const outcome = applied(this.state, entry);
    if (outcome.result === "gap" && this.missed !== this.seq) {
      this.missed = this.seq; // ask once from here: a server that cannot tell is not asked for ever
      this.live.again();
    }
    if (outcome.result !== "applied") return;
    this.state = outcome.state;
    this.changed();
  }

  private get seq(): number {
    return this.state?.seq ?? -1;
  }

  private changed(): void {
    this.dispatchEvent(new Event("change"));
  }

  private readonly online = (): void => {
    if (this.line.phase === "connecting") this.live.again();
  };

  private readonly offline = (): void => {
    this.live.lost();
  };

  /** A page that comes back from the browser's back-forward cache has lost its line. */
  private readonly back = (event: PageTransitionEvent): void => {
    if (event.persisted) this.live.start();
  };
}

const DEVICE_LENGTH = 200; // as long as the server takes it

/** An element that draws a page anew whenever something changed. */
export class PageController implements ReactiveController {
  private readonly host: ReactiveControllerHost;
  private readonly page: MeetingPage;
  private readonly redraw = (): void => {
    this.host.requestUpdate();
  };

  constructor(host: ReactiveControllerHost, page: MeetingPage) {
    this.host = host;
    this.page = page;
    host.addController(this);
  }

  hostConnected(): void {
    this.page.addEventListener("change", this.redraw);
  }

  hostDisconnected(): void {
    this.page.removeEventListener("change", this.redraw);
  }
}
