/** The page's one connection as the editor needs it. */
import type { Connection } from "../live/connection";
import type { MinutesLine } from "./dc-minutes-editor";

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

const WRITERS = ["secretary", "chair"]; // they keep unsaved edits on their computer; the server decides who writes

/** Where this seat's unsaved edits are kept on this computer; nowhere for those who read along. */
export function storeOf({ slug, seat }: { slug: string; seat: { id: string; role: string } }): string {
  return WRITERS.includes(seat.role) ? `minutes:${slug}:${seat.id}` : "";
}
