/** Keeps parts of a page current: while one says so (data-follow), the page is asked again and they are put in place. */

const EVERY_MS = 5_000;

/** Asks once; false when nothing on the page needs following any more. */
export async function renewed(address: string, page: Document = document): Promise<boolean> {
  const places = [...page.querySelectorAll<HTMLElement>("[id][data-follow]")];
  if (places.length === 0) return false;
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return true; // the line may be down, the session over: what is shown stays
  const asked = new DOMParser().parseFromString(await answer.text(), "text/html");
  return places.map((place) => renew(place, asked.getElementById(place.id), page)).some(Boolean);
}

function renew(place: HTMLElement, fresh: HTMLElement | null, page: Document): boolean {
  if (fresh === null) return true;
  const scrolled = place.querySelector(".dc-table-frame")?.scrollLeft ?? 0;
  if (fresh.innerHTML !== place.innerHTML) {
    const placed = page.importNode(fresh, true);
    place.replaceWith(placed);
    placed.querySelector(".dc-table-frame")?.scrollTo({ left: scrolled });
  }
  return fresh.hasAttribute("data-follow");
}

export function follow(address: string): void {
  setTimeout(() => void followOn(address), EVERY_MS);
}

async function followOn(address: string): Promise<void> {
  const more = await renewed(address).catch(() => true);
  if (more) follow(address);
}
