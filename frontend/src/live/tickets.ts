/**
 * The ticket office: a signed pass for one entering, so that a cookie alone opens no websocket (SECURITY.md S-6); and
 * with it the passes to the relay, where the house has one.
 */
import { TicketRefused } from "./connection";

const WITHIN_MS = 10_000;

export interface Office {
  ticket: string;
  csrf: string;
  seat: { id: string };
}

const PASSES_FRESH_MS = 480_000; // they live 10 minutes; the rest is for a slow line and a clock that is off

export interface Ticket {
  ticket: string;
  ice_servers: RTCIceServer[];
}

/** Remembers the passes of the last ticket for as long as they are good. */
export class TicketOffice {
  private readonly ask: () => Promise<Ticket>;
  private last: { passes: RTCIceServer[]; at: number } | null = null;

  constructor(office: Office, ask = () => fetchTicket(office)) {
    this.ask = ask;
  }

  async ticket(): Promise<string> {
    const { ticket, ice_servers: passes } = await this.ask();
    this.last = { passes, at: Date.now() };
    return ticket;
  }

  /** Passes to the relay that are good now; none, and nothing is asked, where the house has no relay. */
  async iceServers(): Promise<RTCIceServer[]> {
    const good = this.last && (!this.last.passes.length || Date.now() - this.last.at < PASSES_FRESH_MS);
    if (!good) await this.ticket();
    return this.last?.passes ?? [];
  }
}

export async function fetchTicket({ ticket: address, csrf, seat }: Office): Promise<Ticket> {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "X-CSRFToken": csrf, Accept: "application/json" },
    body: new URLSearchParams({ seat: seat.id }),
    signal: AbortSignal.timeout(WITHIN_MS),
    redirect: "manual", // a redirect leads to the sign-in page: that is a refusal
  });
  if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) throw new TicketRefused();
  if (!answer.ok) throw new Error(`ticket: ${answer.status}`);
  return (await answer.json()) as Ticket;
}

/** This browser tab's stay in a meeting keeps its name over reloads. */
export function connectionId(slug: string, store: Storage = sessionStorage): string {
  const name = `connection:${slug}`;
  const kept = store.getItem(name);
  if (kept) return kept;
  const made = crypto.randomUUID();
  store.setItem(name, made);
  return made;
}
