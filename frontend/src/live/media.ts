/**
 * The room's media: own camera and microphone, and the pictures and voices of others by their slots.
 *
 * Stands between the page's websocket and media/connection.ts: hands the node's words on, and turns slots into pictures
 * by seat. A slot keeps one MediaStream for its whole life, so that a picture does not flicker when nothing changed.
 */
import { MediaConnection, type SlotMap } from "../media/connection";
import { openDevices, type Opened } from "../media/devices";
import { choices, choose } from "./choices";
import type { Connection } from "./connection";
import type { Devices } from "./dc-controls";
import { NO_PICTURES, type Pictures } from "./dc-stage";
import type { SeatId, ServerMessage } from "./messages";

export class RoomMedia extends EventTarget {
  pictures: Pictures = NO_PICTURES;
  devices: Devices = { microphone: "none", camera: "none" };
  voices: readonly MediaStream[] = [];
  private readonly media: MediaConnection;
  private readonly streams = new Map<string, MediaStream>();
  private camera: MediaStreamTrack | null = null;
  private microphone: MediaStreamTrack | null = null;
  private boot: string | null = null;

  constructor(live: Pick<Connection, "tell">, media?: MediaConnection) {
    super();
    this.media = media ?? new MediaConnection({ send: (deed, fields) => live.tell(deed, fields) });
    this.media.on("track", () => {
      this.place(this.media.placed);
    });
    this.media.on("slots", (slots) => {
      this.place(slots);
    });
    this.media.on("phase", (phase) => {
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
    else if (before !== boot || this.media.phase !== "connected") this.media.moved();
    else this.media.askAgain();
  }

  hear(news: ServerMessage): void {
    if (news.type === "media.answer") void this.media.answer(news.sdp);
    if (news.type === "media.slots") this.media.slots(news.slots as SlotMap);
    if (news.type === "media.refused") this.media.refused();
    if (news.type === "media.moved") this.media.moved();
  }

  look(page: number, pinned: SeatId | null): void {
    this.media.look(page, pinned);
  }

  leave(): void {
    this.media.leave();
  }

  cameraIs(on: boolean): void {
    choose({ cameraOn: on });
    const own = this.camera && on ? new MediaStream([this.camera]) : null;
    this.devices = { ...this.devices, camera: this.camera ? onOff(on) : "none" };
    this.pictures = { ...this.pictures, own };
    void this.media.setCamera(on);
    this.changed();
  }

  microphoneIs(on: boolean): void {
    choose({ microphoneOn: on });
    if (this.microphone) this.microphone.enabled = on;
    this.devices = { ...this.devices, microphone: this.microphone ? onOff(on) : "none" };
    this.media.setMicrophone(on);
    this.changed();
  }

  private own(): MediaStream {
    return new MediaStream([this.camera, this.microphone].filter((track) => track !== null));
  }

  private place(slots: SlotMap): void {
    const cameras = new Map<SeatId, MediaStream>();
    let screen: Pictures["screen"] = null;
    for (const [mid, placed] of Object.entries(slots)) {
      const stream = placed && placed.source !== "mic" ? this.streamOf(mid) : null;
      if (!placed || !stream) continue;
      if (placed.source === "screen") screen = { seat: placed.seat, stream };
      else cameras.set(placed.seat, stream);
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
