/**
 * The room's media: own camera and microphone, and the pictures and voices of others by their slots.
 *
 * Stands between the page's websocket and media/connection.ts: hands the node's words on, and turns slots into pictures
 * by seat. A slot keeps one MediaStream for its whole life, so that a picture does not flicker when nothing changed.
 */
import { MediaConnection, type SlotMap } from "../media/connection";
import { openDevices, type Opened } from "../media/devices";
import { picturesWait, Waits } from "../media/in-step";
import { OwnLineWatch, type OwnLine } from "../media/own-line";
import { Patience } from "../media/patience";
import type { Stat } from "../media/quality";
import { choices, choose } from "./choices";
import type { Connection } from "./connection";
import type { Devices } from "./dc-controls";
import { NO_LIMITS, NO_PICTURES, type Limits, type Pictures } from "./dc-stage";
import type { SeatId, ServerMessage } from "./messages";

export class RoomMedia extends EventTarget {
  pictures: Pictures = NO_PICTURES;
  devices: Devices = { microphone: "none", camera: "none" };
  voices: readonly MediaStream[] = [];
  /** One's own line as the browser measures it; null while there is nothing to measure. */
  ownLine: OwnLine | null = null;
  private readonly media: MediaConnection;
  private readonly streams = new Map<string, MediaStream>();
  private camera: MediaStreamTrack | null = null;
  private microphone: MediaStreamTrack | null = null;
  private screen: MediaStream | null = null;
  private cameraOn = true;
  private low = false;
  private view: { page: number; pinned: SeatId | null } = { page: 0, pinned: null };
  private boot: string | null = null;
  private readonly patience = new Patience();
  private readonly waits = new Waits();

  constructor(live: Pick<Connection, "tell">, media?: MediaConnection, iceServers?: () => Promise<RTCIceServer[]>) {
    super();
    this.media = media ?? new MediaConnection({ send: (deed, fields) => live.tell(deed, fields), iceServers });
    this.media.on("track", () => {
      this.place(this.media.placed);
    });
    this.media.on("slots", (slots) => {
      this.place(slots);
    });
    if (choices().low) this.saveLine(true);
    const watch = new OwnLineWatch(
      () => this.listen(),
      (own) => {
        this.ownLine = own;
        this.changed();
      },
    );
    this.media.on("phase", (phase) => {
      if (phase === "connected") watch.start();
      else watch.stop();
      this.pictures = { ...this.pictures, connected: phase === "connected" };
      this.changed();
    });
  }

  /** Takes the devices chosen on the join page; without any, the person still sees and hears. */
  async open(): Promise<void> {
    const chosen = choices();
    const { stream } = await openChosen(chosen);
    this.camera = stream.getVideoTracks()[0] ?? null;
    this.microphone = stream.getAudioTracks()[0] ?? null;
    this.cameraIs(chosen.cameraOn);
    this.microphoneIs(chosen.microphoneOn);
  }

  /** Called after every welcome: begins, or begins anew where another process answers now. */
  async entered(boot: string): Promise<void> {
    const before = this.boot;
    this.boot = boot;
    if (before === null) await this.media.start(this.own());
    else if (before !== boot) this.media.moved();
    else this.media.askAgain();
  }

  hear(news: ServerMessage): void {
    if (news.type === "media.answer") void this.media.answer(news.sdp, news.offer);
    if (news.type === "media.slots") this.media.slots(news.slots as SlotMap);
    if (news.type === "media.refused") this.media.refused();
    if (news.type === "media.limits") this.limit(news);
    if (news.type === "media.moved") this.media.moved();
  }

  look(page: number, pinned: SeatId | null): void {
    this.view = { page, pinned };
    this.media.look(page, pinned, this.low);
  }

  /** Low-bandwidth mode by choice: sound, a shared screen, no cameras, not even the own. */
  saveLine(on: boolean): void {
    choose({ low: on });
    this.low = on;
    const { limits } = this.pictures;
    if (on) this.limit({ ...limits, level: "low", reason: "chosen" });
    else if (limits.reason === "chosen") this.limit(NO_LIMITS); // the node says so too, or what else holds
    this.look(this.view.page, this.view.pinned);
  }

  /** Shares a screen that the person has chosen, until it ends here or in the browser's own bar. */
  share(screen: MediaStream): void {
    this.unshare();
    this.screen = screen;
    for (const track of screen.getVideoTracks()) track.addEventListener("ended", this.unshare);
    this.pictures = { ...this.pictures, sharing: true };
    void this.media.share(screen);
    this.changed();
  }

  readonly unshare = (): void => {
    if (!this.screen) return;
    for (const track of this.screen.getTracks()) track.stop();
    this.screen = null;
    this.pictures = { ...this.pictures, sharing: false };
    void this.media.share(null);
    this.dispatchEvent(new Event("unshared"));
    this.changed();
  };

  leave(): void {
    this.unshare();
    this.media.leave();
  }

  cameraIs(on: boolean): void {
    choose({ cameraOn: on });
    this.cameraOn = on;
    this.showCamera();
  }

  microphoneIs(on: boolean): void {
    choose({ microphoneOn: on });
    if (this.microphone) this.microphone.enabled = on;
    this.devices = { ...this.devices, microphone: this.microphone ? onOff(on) : "none" };
    this.media.setMicrophone(on);
    this.changed();
  }

  private showCamera(): void {
    const held = this.pictures.limits.level === "low";
    const own = this.camera && this.cameraOn && !held ? new MediaStream([this.camera]) : null;
    this.devices = {
      ...this.devices,
      camera: this.camera ? (this.cameraOn && held ? "held" : onOff(this.cameraOn)) : "none",
    };
    this.pictures = { ...this.pictures, own };
    void this.media.setCamera(own !== null);
    this.changed();
  }

  private limit({ level, reason, kbps }: Limits): void {
    const turned = (level === "low") !== (this.pictures.limits.level === "low");
    this.pictures = { ...this.pictures, limits: { level, reason, kbps } };
    if (turned) this.showCamera();
    else this.changed();
  }

  /** What the browser counts; and what it should wait for by that: repeats of lost sound, pictures for their sound. */
  private async listen(): Promise<Stat[] | null> {
    const stats = await this.media.stats();
    if (stats) {
      this.media.soundWaits(this.patience.take(stats, performance.now()));
      this.media.picturesWait(picturesWait(this.media.placed, this.waits.take(stats)));
    }
    return stats;
  }

  private own(): MediaStream {
    return new MediaStream([this.camera, this.microphone].filter((track) => track !== null));
  }

  private place(slots: SlotMap): void {
    const cameras = new Map<SeatId, MediaStream>();
    let screen: Pictures["screen"] = null;
    for (const [mid, placed] of Object.entries(slots)) {
      const stream = placed ? this.streamOf(mid) : null;
      if (!placed || !stream) continue;
      if (placed.source === "screen") screen ??= { seat: placed.seat, stream };
      if (placed.source === "camera") cameras.set(placed.seat, stream);
    }
    this.pictures = { ...this.pictures, cameras, screen };
    this.voices = this.audible(slots);
    this.changed();
  }

  /** Every audio slot, filled or not: the one that is filled next plays at once. */
  private audible(slots: SlotMap): MediaStream[] {
    const streams = Object.keys(slots).map((mid) =>
      this.media.track(mid)?.kind === "audio" ? this.streamOf(mid) : null,
    );
    return streams.filter((stream) => stream !== null);
  }

  private streamOf(mid: string): MediaStream | null {
    const track = this.media.track(mid);
    if (!track) return null;
    const kept = this.streams.get(mid);
    if (kept?.getTracks()[0] === track) return kept;
    const made = new MediaStream([track]);
    this.streams.set(mid, made);
    return made;
  }

  private changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

const onOff = (on: boolean): "on" | "off" => (on ? "on" : "off");

/** The devices chosen before; one that was unplugged since gives way to whatever there is. */
export async function openChosen(chosen: { camera: string; microphone: string }): Promise<Opened> {
  const opened = await openDevices({
    camera: chosen.camera || undefined,
    microphone: chosen.microphone || undefined,
  });
  const lost = (trouble: Opened["camera"], device: string): boolean => trouble === "missing" && device !== "";
  if (!lost(opened.camera, chosen.camera) && !lost(opened.microphone, chosen.microphone)) return opened;
  for (const track of opened.stream.getTracks()) track.stop();
  return openDevices();
}
