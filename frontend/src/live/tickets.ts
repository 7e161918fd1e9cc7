/** The ticket office: a signed pass for one entering, so that a cookie alone opens no websocket (SECURITY.md S-6). */
import { TicketRefused } from "./connection";

const WITHIN_MS = 10_000;

export interface Office {
  ticket: string;
  csrf: string;
  seat: { id: string };
}

export async function fetchTicket({ ticket: address, csrf, seat }: Office): Promise<string> {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "X-CSRFToken": csrf, Accept: "application/json" },
    body: new URLSearchParams({ seat: seat.id }),
    signal: AbortSignal.timeout(WITHIN_MS),
    redirect: "manual", // a redirect leads to the sign-in page: that is a refusal
  });
  if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) throw new TicketRefused();
  if (!answer.ok) throw new Error(`ticket: ${answer.status}`);
  const { ticket } = (await answer.json()) as { ticket: string };
  return ticket;
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
