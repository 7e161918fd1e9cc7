/** Keeps the list of the desk current while the meeting lasts: the page is asked again and its list put in place. */

const EVERY_MS = 5_000;

/** Asks once; false when the list on the page needs no following any more. */
export async function renewed(address: string, page: Document = document): Promise<boolean> {
  const list = page.querySelector("#ledger[data-follow]");
  if (list === null) return false;
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return true; // the line may be down, the session over: what is shown stays
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#ledger");
  const scrolled = list.querySelector(".dc-table-frame")?.scrollLeft ?? 0;
  if (fresh !== null && fresh.innerHTML !== list.innerHTML) {
    const placed = page.importNode(fresh, true);
    list.replaceWith(placed);
    placed.querySelector(".dc-table-frame")?.scrollTo({ left: scrolled });
  }
  return fresh?.hasAttribute("data-follow") ?? true;
}

export function follow(address: string): void {
  setTimeout(() => void followOn(address), EVERY_MS);
}

async function followOn(address: string): Promise<void> {
  const more = await renewed(address).catch(() => true);
  if (more) follow(address);
}
