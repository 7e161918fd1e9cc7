/** The desk: one connection, one state, the editor and what stands around it. */
import { render } from "lit";
import { Connection } from "../live/connection";
import type { ServerMessage } from "../live/messages";
import { applied, welcomed, type RoomState } from "../live/state";
import { connectionId, fetchTicket } from "../live/tickets";
import type { DcMinutesEditor, MinutesLine } from "./dc-minutes-editor";
import { outline } from "./outline";
import { side, speakerOf } from "./side";

/** What Django tells the page's script (`_data` of rooms/live/views.py). */
export interface DeskFacts {
  slug: string;
  seat: { id: string; role: string };
  ticket: string;
  socket: string;
  csrf: string;
}

const WRITERS = ["secretary", "chair"]; // they keep unsaved edits on their computer; the server decides who writes
const TURN_PAGE_MS = 20_000;

export class Desk {
  private readonly editor: DcMinutesEditor;
  private readonly facts: DeskFacts;
  private readonly live: Connection;
  private state: RoomState | null = null;

  constructor(editor: DcMinutesEditor, facts: DeskFacts) {
    this.editor = editor;
    this.facts = facts;
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    this.live = new Connection({
      address: `${scheme}//${location.host}${facts.socket}`,
      fetchTicket: () => fetchTicket(facts.ticket),
      connectionId: connectionId(`desk:${facts.slug}`),
      device: navigator.userAgent.slice(0, 200),
      since: () => this.state?.seq ?? null,
    });
  }

  start(): void {
    const { seat, slug } = this.facts;
    this.live.onMessage = (news) => {
      this.take(news);
    };
    if (WRITERS.includes(seat.role)) this.editor.store = `minutes:${slug}:${seat.id}`;
    this.editor.addEventListener("change", () => {
      this.draw();
    });
    this.editor.line = lineOf(this.live);
    setInterval(() => {
      this.draw();
    }, TURN_PAGE_MS);
    addEventListener("offline", () => {
      this.live.lost();
    });
    this.live.start();
  }

  private take(news: ServerMessage): void {
    if (news.type === "welcome") this.state = welcomed(this.state, news);
    else if (news.type === "entry") {
      const { result, state } = applied(this.state, news);
      if (result === "gap") this.live.again();
      this.state = state;
    }
    this.editor.speaker = speakerOf(this.state);
    this.draw();
  }

  private draw(): void {
    const { state, editor } = this;
    if (!state) return;
    const list = cleared("[data-outline]");
    if (list) {
      const now = Date.now();
      render(
        outline(state, now, (item) => {
          editor.goTo(item);
        }),
        list,
      );
    }
    const column = cleared("[data-side]");
    if (!column) return;
    render(
      side(state, editor.points(), editor.mayWrite, () => {
        editor.writeStatement();
      }),
      column,
    );
  }
}

/** The place to draw in, without what the server drew there first. */
function cleared(selector: string): HTMLElement | null {
  const place = document.querySelector<HTMLElement>(selector);
  if (place && !("_$litPart$" in place)) place.replaceChildren();
  return place;
}

/** The page's connection as the editor needs it. */
export function lineOf(live: Connection): MinutesLine {
  return {
    sendBinary: (frame) => live.sendBytes(frame),
    onBinary: (heard) => {
      live.onBytes = heard;
    },
    onState: (changed) => {
      let up = false;
      const look = (): void => {
        const now = live.line.phase === "connected";
        if (now !== up) changed((up = now));
      };
      live.addEventListener("line", look);
      look();
    },
  };
}
