/**
 * Sharing one's screen: the person chooses it, the house allows it, and it ends as soon as either takes it back.
 *
 * The browser asks before the house does, for it opens its list of screens only right after a press.
 */
import { msg } from "@lit/localize";
import { canShareScreen, openScreen } from "../media/devices";
import { toast } from "../ui/toast";
import type { RoomMedia } from "./media";
import type { MeetingPage } from "./page";
import { mayShare, type RoomState } from "./state";

export class Sharing {
  private readonly page: MeetingPage;
  private readonly media: RoomMedia;
  private choosing = false;

  constructor(page: MeetingPage, media: RoomMedia) {
    this.page = page;
    this.media = media;
    this.media.addEventListener("unshared", () => void this.page.wish({ deed: "screen.end" }));
  }

  /** The button and its key. */
  async press(state: RoomState): Promise<void> {
    if (this.media.pictures.sharing) this.media.unshare();
    else if (!mayShare(state, state.you.seat)) warn(msg("Xin phát biểu để được chia sẻ màn hình."));
    else if (!canShareScreen()) warn(msg("Trình duyệt này không chia sẻ được màn hình."));
    else if (!this.choosing) await this.choose();
  }

  /** The right ends with the turn, and everything ends with the sitting. */
  follow(state: RoomState): void {
    if (!this.media.pictures.sharing) return;
    const over = state.meeting.state !== "announced" && state.meeting.state !== "open";
    if (!over && mayShare(state, state.you.seat)) return;
    this.media.unshare();
    warn(msg("Lượt phát biểu đã hết, màn hình của bạn thôi được chia sẻ."));
  }

  private async choose(): Promise<void> {
    this.choosing = true;
    const screen = await openScreen();
    this.choosing = false;
    if (typeof screen === "string") {
      if (screen !== "denied") warn(msg("Không mở được màn hình để chia sẻ."));
      return; // who closes the list has changed their mind
    }
    if (await this.page.wish({ deed: "screen.share" })) this.media.share(screen);
    else for (const track of screen.getTracks()) track.stop();
  }
}

const warn = (words: string): void => {
  toast({ words, state: "warn" });
};
