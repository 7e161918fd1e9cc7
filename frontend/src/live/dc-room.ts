/** The meeting room: puts the elements together, hears wishes and keys, speaks to screen readers. */
import { msg, str } from "@lit/localize";
import { html, nothing, type TemplateResult } from "lit";
import { DcQueue } from "../speakers/dc-queue";
import { ask } from "../ui/dialog";
import { icon } from "../ui/icon";
import { toast } from "../ui/toast";
import { closedPage, endedPage, waitingPage } from "./aside";
import { announcements, limitsAnnouncement, lineAnnouncement, planNews, type Announcement } from "./announcements";
import type { LineState } from "./connection";
import "./dc-controls";
import "./dc-hall";
import { DcHelp, lettersAreOff } from "./dc-help";
import "./dc-panel";
import type { Tab } from "./dc-panel";
import "./dc-limits";
import "./dc-stage";
import { NO_LIMITS, type DcStage, type Limits } from "./dc-stage";
import "./dc-top";
import { tally } from "../attendance/presence";
import { RoomElement } from "./element";
import type { RoomMedia } from "./media";
import type { Deed, SeatId, Wish } from "./messages";
import { PageController, pagesOf, type MeetingPage } from "./page";
import { isTalkKey, pressOf, takesEnter, takesLetters, type Press } from "./presses";
import { Sharing } from "./sharing";
import { WALL_TILES } from "./stage";
import { isChair, isHeard, nextItem, placeOf, seatOf, type RoomState } from "./state";
import { Talk } from "./talk";
import { steady } from "../media/steady";

export class DcRoom extends RoomElement {
  static override properties = {
    tab: { state: true },
    pinned: { state: true },
    wallPage: { state: true },
    unread: { state: true },
  };
  declare tab: Tab;
  declare pinned: SeatId | null;
  declare wallPage: number;
  declare unread: number;
  /** Given by the page's entry before the element is connected. */
  page!: MeetingPage;
  media!: RoomMedia;
  minutes: HTMLElement | null = null;
  private sharing!: Sharing;
  private talk!: Talk;
  private told: { state: RoomState | null; line: LineState | null; limits: Limits } = {
    state: null,
    line: null,
    limits: NO_LIMITS,
  };

  constructor() {
    super();
    this.tab = "queue";
    this.pinned = null;
    this.wallPage = 0;
    this.unread = 0;
    this.addEventListener("dc-wish", (event) => void this.page.wish((event as CustomEvent<Wish>).detail));
    this.addEventListener("dc-press", (event) => {
      this.press((event as CustomEvent<{ press: Press }>).detail.press);
    });
    this.addEventListener("dc-tab", (event) => {
      this.open((event as CustomEvent<{ tab: Tab }>).detail.tab);
    });
    this.addEventListener("dc-pin", (event) => {
      this.look({ pinned: (event as CustomEvent<{ seat: SeatId | null }>).detail.seat });
    });
    this.addEventListener("dc-turn-page", (event) => {
      this.look({ page: (event as CustomEvent<{ page: number }>).detail.page });
    });
    this.addEventListener("dc-say", (event) => {
      this.announce((event as CustomEvent<Announcement>).detail);
    });
  }

  override connectedCallback(): void {
    this.replaceChildren(); // what Django wrote for those without script
    new PageController(this, this.page);
    this.media.addEventListener("change", this.redraw);
    this.sharing = new Sharing(this.page, this.media);
    this.talk = new Talk(this.page, this.media);
    document.addEventListener("keydown", this.keydown);
    document.addEventListener("keyup", this.keyup);
    window.addEventListener("blur", this.letGo);
    super.connectedCallback();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.media.removeEventListener("change", this.redraw);
    document.removeEventListener("keydown", this.keydown);
    document.removeEventListener("keyup", this.keyup);
    window.removeEventListener("blur", this.letGo);
  }

  override render(): TemplateResult {
    const { state, line } = this.page;
    return html`${this.banner(line)} ${this.body(state, line)}
      <div class="visually-hidden" aria-live="polite" data-said="polite"></div>
      <div class="visually-hidden" aria-live="assertive" data-said="assertive"></div>
      <dc-help .chair=${state !== null && isChair(state)}></dc-help>
      ${this.media.voices.map(
        (voice) => html`<audio autoplay .srcObject=${steady(voice)} @canplay=${this.playAnyway}></audio>`,
      )}`;
  }

  protected override updated(): void {
    const { state, line } = this.page;
    if (state && this.told.state !== state) {
      for (const news of announcements(this.told.state, state)) this.announce(news);
      for (const words of planNews(this.told.state, state)) toast({ words });
      this.sharing.follow(state);
      this.keepQuiet(this.told.state, state);
      this.countUnread(state);
    }
    const ofLine = this.told.line && lineAnnouncement(this.told.line, line);
    if (ofLine) {
      this.announce(ofLine);
      if (!ofLine.assertive) toast({ words: ofLine.words });
    }
    const { limits } = this.media.pictures;
    const ofLimits = limitsAnnouncement(this.told.limits, limits);
    if (ofLimits) this.announce(ofLimits);
    this.told = { state, line, limits };
  }

  /** Free discussion opens every microphone: one that nobody heard until now stays shut until its owner opens it. */
  private keepQuiet(before: RoomState | null, now: RoomState): void {
    if (before === null || before.mode === "free" || now.mode !== "free" || isHeard(before, now.you.seat)) return;
    this.media.microphoneIs(false);
    toast({ words: msg("Thảo luận tự do: bấm Bật micro, hoặc giữ dấu cách, để nói.") });
  }

  private body(state: RoomState | null, line: LineState): TemplateResult {
    const { facts } = this.page;
    if (line.phase === "ended" && line.ending)
      return endedPage(facts, line.ending.words, line.ending.then === "ask" ? this.comeBack : null);
    if (!state) return waitingPage(facts);
    if (state.meeting.state === "closed" || state.meeting.state === "signed") return closedPage(facts, state);
    if (state.meeting.state === "cancelled")
      return endedPage({ ...facts, title: state.meeting.title }, msg("Cuộc họp này đã bị hủy."), null);
    const seat = seatOf(state, state.you.seat);
    return seat?.site ? this.hall(state, line) : this.room(state, line);
  }

  private room(state: RoomState, line: LineState): TemplateResult {
    const { pictures } = this.media;
    const low = pictures.limits.level === "low";
    const crowded = state.seats.filter((seat) => seat.present).length > WALL_TILES;
    return html`<dc-top
        .room=${state}
        .line=${line}
        .connected=${pictures.connected}
        .limits=${pictures.limits}
        .ownLine=${this.media.ownLine}
        .skew=${this.page.skew}
        .home=${pagesOf(this.page.facts).meeting}
      ></dc-top>
      <main class="dc-room-middle ${low ? "noted" : ""}" id="main">
        <dc-limits .limits=${pictures.limits}></dc-limits>
        <dc-stage
          .room=${state}
          .pictures=${pictures}
          .skew=${this.page.skew}
          .loud=${this.page.loud}
          .pinned=${this.pinned}
          .page=${this.wallPage}
        ></dc-stage>
        <dc-panel
          .room=${state}
          .skew=${this.page.skew}
          .tab=${this.tab}
          .unread=${this.unread}
          .minutes=${this.minutes}
          .lines=${this.page.lines}
          .watch=${this.watch}
        ></dc-panel>
      </main>
      <dc-controls
        .room=${state}
        .devices=${this.media.devices}
        .panel=${this.tab}
        .sharing=${pictures.sharing}
        .low=${low}
        .own=${crowded ? pictures.own : null}
      ></dc-controls>`;
  }

  private hall(state: RoomState, line: LineState): TemplateResult {
    return html`<dc-hall
      .room=${state}
      .line=${line}
      .pictures=${this.media.pictures}
      .devices=${this.media.devices}
      .loud=${this.page.loud}
      .pinned=${this.pinned}
      .skew=${this.page.skew}
      .support=${this.page.facts.support ?? ""}
      .roll=${this.page.facts.roll ?? ""}
    ></dc-hall>`;
  }

  private banner(line: LineState) {
    if (line.phase !== "connecting" || line.late !== "banner") return nothing;
    const { support } = this.page.facts;
    return html`<div class="dc-line-banner" role="alert">
      ${icon("wifi-off")}<b>${msg("Mất kết nối, máy đang tự nối lại.")}</b>
      ${support ? html`<span>${msg(str`Trực kỹ thuật: ${support}`)}</span>` : nothing}
    </div>`;
  }

  private press(press: Press): void {
    const state = this.page.state;
    if (!state) return;
    const deeds: Readonly<Record<Press, () => void>> = {
      mic: () => void this.turnMicrophone(state),
      camera: () => {
        this.media.cameraIs(this.media.devices.camera === "off");
      },
      hand: () => {
        this.hand(state);
      },
      chat: () => {
        this.open("chat");
      },
      minutes: () => {
        this.open("minutes");
      },
      main_full: () => void this.querySelector(".dc-main")?.requestFullscreen(),
      share: () => void this.sharing.press(state),
      low: () => {
        this.media.saveLine(this.media.pictures.limits.reason !== "chosen");
      },
      record: () => void this.record(state),
      page_back: () => {
        this.turnPage(-1);
      },
      page_on: () => {
        this.turnPage(1);
      },
      help: () => {
        this.querySelector<DcHelp>("dc-help")?.show();
      },
      leave: () => {
        this.media.leave();
        this.page.live.stop();
        location.assign(pagesOf(this.page.facts).meeting);
      },
      mute_all: () => void this.wishes("microphone.mute_all"),
      next_item: () => void this.nextItem(state),
      extend: () => void (state.turn && this.wishes("floor.extend", { minutes: 1 })),
      invite: () => {
        this.querySelector<DcQueue>("dc-queue")?.inviteNext();
      },
      open: () => void this.wishes("meeting.open"),
      close: () => void this.close(state),
    };
    deeds[press]();
  }

  private wishes(deed: Deed, fields: Record<string, unknown> = {}): Promise<boolean> {
    return this.page.wish({ deed, fields });
  }

  /** The journal knows of a microphone that may be heard; any other is only this browser's own matter. */
  private async turnMicrophone(state: RoomState): Promise<void> {
    const { seat } = state.you;
    const on = this.media.devices.microphone === "on" && !state.muted.includes(seat);
    this.media.microphoneIs(!on);
    const said = await this.wishes(on ? "microphone.mute" : "microphone.unmute", { seat });
    if (!said && !on) this.media.microphoneIs(false);
  }

  private hand(state: RoomState): void {
    if (state.turn?.seat_id === state.you.seat) void this.wishes("floor.end");
    else void this.wishes(placeOf(state, state.you.seat) ? "hand.lower" : "hand.raise");
  }

  private async nextItem(state: RoomState): Promise<void> {
    const next = nextItem(state);
    if (!next || state.meeting.state !== "open") return;
    const go = await ask({
      title: msg(str`Sang mục ${next.number}?`),
      words: next.title,
      keep: state.item ? msg("Ở lại mục này") : msg("Chưa"),
      go: msg(str`Sang mục ${next.number}`),
    });
    if (go) await this.wishes("item.next");
  }

  private async close(state: RoomState): Promise<void> {
    const { present } = tally(state.seats);
    const go = await ask({
      title: msg(str`Kết thúc “${state.meeting.title}”?`),
      words: msg(
        str`${present} chỗ đang dự sẽ rời phòng. Điểm danh khóa lại, biên bản chuyển sang chủ trì duyệt. Không mở lại được.`,
      ),
      keep: msg("Tiếp tục họp"),
      go: msg("Kết thúc họp"),
      danger: true,
    });
    if (go && (await this.wishes("meeting.close"))) location.assign(pagesOf(this.page.facts).signoff);
  }

  private async record(state: RoomState): Promise<void> {
    const { present } = tally(state.seats);
    const go = state.recording
      ? await ask({
          title: msg("Dừng ghi?"),
          words: msg("Phần đã ghi được giữ lại; bản phim được dựng sau cuộc họp."),
          keep: msg("Ghi tiếp"),
          go: msg("Dừng ghi"),
        })
      : await ask({
          title: msg(str`Ghi lại “${state.meeting.title}”?`),
          words: msg(
            str`${present} chỗ đang dự đều thấy dấu “Đang ghi”. Tiếng và hình người phát biểu được ghi trên máy chủ của tỉnh.`,
          ),
          keep: msg("Không ghi"),
          go: msg("Ghi lại"),
        });
    if (go) await this.wishes(state.recording ? "recording.stop" : "recording.start");
  }

  private turnPage(by: number): void {
    const pages = this.querySelector<DcStage>("dc-stage")?.pages ?? 1;
    const page = Math.min(pages - 1, Math.max(0, this.wallPage + by));
    if (page !== this.wallPage) this.look({ page });
  }

  private open(tab: Tab): void {
    this.tab = tab;
    if (tab !== "chat") return;
    this.unread = 0;
    setTimeout(() => {
      this.querySelector<HTMLElement>("dc-chat textarea")?.focus(); // drawn by now: elements inside elements take turns
    });
  }

  private countUnread(state: RoomState): void {
    const before = this.told.state?.chat.at(-1)?.seq;
    if (before === undefined || this.tab === "chat") return;
    const fresh = state.chat.filter((line) => line.seq > before && line.seat_id !== state.you.seat).length;
    if (fresh) this.unread += fresh;
  }

  private look({ pinned = this.pinned, page = this.wallPage }: { pinned?: SeatId | null; page?: number }): void {
    this.pinned = pinned;
    this.wallPage = page;
    this.media.look(page, pinned);
  }

  private readonly keyup = (event: KeyboardEvent): void => {
    if (isTalkKey(event)) this.talk.up();
  };

  private readonly letGo = (): void => {
    this.talk.up();
  };

  private readonly comeBack = (): void => {
    this.page.live.again();
  };

  private readonly watch = (on: boolean): void => {
    this.page.watch(on);
  };

  private readonly redraw = (): void => {
    this.requestUpdate();
  };

  private readonly keydown = (event: KeyboardEvent): void => {
    if (lettersAreOff() || takesLetters(event.target) || !this.page.state) return;
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if ((event.key === "Enter" || isTalkKey(event)) && takesEnter(event.target)) return;
    if (isTalkKey(event)) {
      if (this.talk.down()) event.preventDefault();
      return;
    }
    const press = pressOf(event, isChair(this.page.state));
    const button = this.querySelector(`[data-press="${press ?? ""}"]`);
    if (!press || button?.getAttribute("aria-disabled") === "true") return;
    event.preventDefault();
    this.press(press);
  };

  /** The browser may refuse sound before the first click on the page; then the click is asked for. */
  private readonly playAnyway = (event: Event): void => {
    const audio = event.target as HTMLAudioElement;
    audio.play().catch(() => {
      toast({
        words: msg("Trình duyệt đang chặn tiếng"),
        state: "warn",
        lasts_ms: null,
        action: { words: msg("Bật tiếng"), run: () => void audio.play() },
      });
    });
  };

  private announce({ words, assertive }: Announcement): void {
    const region = this.querySelector(`[data-said=${assertive ? "assertive" : "polite"}]`);
    if (region) region.textContent = words;
  }
}

customElements.define("dc-room", DcRoom);
