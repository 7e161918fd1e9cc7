/** Ask how far the letters are until they have left; then show the page as it is now. */

export interface Sending {
  done: number;
  total: number;
  fault: string; // what keeps all letters here, in the mail server's words; "" while they leave
  funnel: Record<string, number>;
}

const ASK_EVERY_MS = 1000;
const ASK_AGAIN_AFTER_FAULT_MS = 5000;

interface Shown {
  done: number;
  total: number;
  note: string;
}

export function show(state: Sending, progress: Shown, page: ParentNode, away: string): void {
  progress.done = state.done;
  progress.total = state.total;
  progress.note = state.fault === "" ? "" : `${away} (${state.fault})`;
  for (const [name, count] of Object.entries(state.funnel)) {
    const tile = page.querySelector(`[data-funnel="${name}"]`);
    if (tile !== null) tile.textContent = String(count);
  }
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function ask(url: string): Promise<Sending | null> {
  try {
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    return response.ok ? ((await response.json()) as Sending) : null;
  } catch {
    return null;
  }
}

export async function follow(progress: HTMLElementTagNameMap["dc-progress"], url: string): Promise<void> {
  for (;;) {
    const state = await ask(url);
    if (state !== null) {
      show(state, progress, document, progress.dataset["away"] ?? "");
      if (state.done >= state.total) {
        location.reload();
        return;
      }
    }
    await wait(state === null ? ASK_AGAIN_AFTER_FAULT_MS : ASK_EVERY_MS);
  }
}
