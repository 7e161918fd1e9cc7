/** Hold to talk: the microphone is open while the key is down, where the floor allows it, and as before when it is up. */
import type { RoomMedia } from "./media";
import type { MeetingPage } from "./page";
import { voiceOf } from "./state";

export class Talk {
  private readonly page: Pick<MeetingPage, "state" | "wish">;
  private readonly media: Pick<RoomMedia, "devices" | "microphoneIs">;
  private held: { shut: boolean; seat: string } | null = null;

  constructor(page: Talk["page"], media: Talk["media"]) {
    this.page = page;
    this.media = media;
  }

  /** Whether the key did something: an open microphone stays as it is, a locked one stays locked. */
  down(): boolean {
    const { state } = this.page;
    if (!state || this.held || this.media.devices.microphone === "none") return this.held !== null;
    const { seat } = state.you;
    const voice = voiceOf(state, seat);
    if (voice !== "shut" && (voice !== "heard" || this.media.devices.microphone === "on")) return false;
    this.held = { shut: voice === "shut", seat };
    this.media.microphoneIs(true);
    if (this.held.shut) void this.page.wish({ deed: "microphone.unmute", fields: { seat } });
    return true;
  }

  up(): void {
    if (!this.held) return;
    const { shut, seat } = this.held;
    this.held = null;
    this.media.microphoneIs(false);
    if (shut) void this.page.wish({ deed: "microphone.mute", fields: { seat } });
  }
}
