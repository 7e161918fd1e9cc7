/**
 * The only `new RTCPeerConnection` of the house: one per stay. One offer goes out, one answer comes back; afterwards
 * who is in which slot is told as data and nothing is negotiated again (docs/protocols/media.md). Only the way may be
 * looked for anew, by an ICE restart: seat, slots and pictures stay (docs/decisions/0011-way-anew.md).
 *
 *     const media = new MediaConnection({ send: (deed, fields) => live.tell(deed, fields) });
 *     media.on("track", ({ mid, track }) => …);
 *     media.on("slots", (slots) => …);   // mid -> { seat, source } or null
 *     media.on("phase", (phase) => …);   // "connecting" | "connected" | "broken" | "ended"
 *     await media.start(stream);
 *
 * The page hands on what the websocket says: `answer(sdp, offer)`, `slots(map)`, `moved()`, `refused()`; and
 * `moved()` too when the websocket came back with another process behind it: the node's answers go where the offer was.
 */
import { letWait } from "./patience";
import type { Stat } from "./quality";
import { fitLayers, offeredLayers, preferred, SCREEN_LAYERS, withSoundRepairs } from "./layers";
import { watchNetwork } from "./network";

export type MediaDeed = "media.offer" | "media.ready" | "media.view" | "media.dark" | "media.leave";
export type Source = "mic" | "camera" | "screen" | "screen_sound";
export type Phase = "idle" | "connecting" | "connected" | "broken" | "ended";

export interface Placed {
  seat: string;
  source: Source;
}

export type SlotMap = Readonly<Record<string, Placed | null>>;

export interface MediaOptions {
  /** Says it over the websocket; false when that is down. */
  send: (deed: MediaDeed, fields: Record<string, unknown>) => boolean;
  videoSlots?: number;
  /** Passes to the relay, good for this offer; none where the house has no relay. */
  iceServers?: (() => Promise<RTCIceServer[]>) | undefined;
  /** For tests. */
  watchNetwork?: (changed: () => void) => () => void;
  openPeer?: (configuration: RTCConfiguration) => RTCPeerConnection;
}

interface MediaNews {
  track: { mid: string; track: MediaStreamTrack };
  slots: SlotMap;
  phase: Phase;
}

const AUDIO_SLOTS = 4; // the three loudest who may be heard, and the sound of a shared screen
const VIDEO_SLOTS = 9;
const SENT: readonly Source[] = ["mic", "camera", "screen", "screen_sound"];
const LOST_AFTER_MS = 5_000; // a line that found no new way by then; a new connection is quicker
const UNANSWERED_AFTER_MS = 8_000;
const WAITS_MS = [300, 1_000, 3_000, 8_000] as const;

/** How long to wait before offer number `failures + 1`. */
export function waitBeforeOffer(failures: number): number {
  return WAITS_MS[Math.min(failures, WAITS_MS.length - 1)] ?? 0;
}

export class MediaConnection {
  phase: Phase = "idle";
  /** Who is in which slot, as last told. */
  placed: SlotMap = {};
  private readonly bell = new EventTarget();
  private peer: RTCPeerConnection | null = null;
  private number = firstNumber();
  private awaited: number | null = null; // the offer whose answer counts
  private reached = false; // this peer was connected before
  private unwatch: (() => void) | null = null;
  private senders: Partial<Record<Source, RTCRtpSender>> = {};
  private tracks: Partial<Record<Source, MediaStreamTrack | null>> = {};
  private received = new Map<string, MediaStreamTrack>();
  private cameraOn = true;
  private view: { page: number; pinned: string | null; low: boolean } | null = null;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  private readonly options: MediaOptions;

  constructor(options: MediaOptions) {
    this.options = options;
  }

  /** Listens; the answer stops listening. */
  on<Name extends keyof MediaNews>(name: Name, listener: (news: MediaNews[Name]) => void): () => void {
    const hear = (event: Event) => {
      listener((event as CustomEvent<MediaNews[Name]>).detail);
    };
    this.bell.addEventListener(name, hear);
    return () => {
      this.bell.removeEventListener(name, hear);
    };
  }

  /** Offers to send this stream's first microphone and camera, and to receive. Without a stream it only receives. */
  async start(stream: MediaStream | null): Promise<void> {
    this.tracks.mic = stream?.getAudioTracks()[0] ?? null;
    this.tracks.camera = stream?.getVideoTracks()[0] ?? null;
    this.unwatch ??= (this.options.watchNetwork ?? watchNetwork)(() => void this.reroute());
    await this.offer();
  }

  /** The node's answer to an offer. One that comes twice, or late for an offer that another replaced, changes nothing. */
  async answer(sdp: string, offer: number): Promise<void> {
    const peer = this.peer;
    if (!peer || offer !== this.awaited) return;
    this.awaited = null;
    await this.unlessReplaced(peer, () => peer.setRemoteDescription({ type: "answer", sdp }));
    if (peer !== this.peer || this.number !== offer) return;
    if (peer.connectionState === "connected") this.follow("connected");
    else this.wait(this.reached ? LOST_AFTER_MS : UNANSWERED_AFTER_MS);
  }

  /** The network changed, or the line fell silent: looks for another way; seat, slots and pictures stay. */
  async reroute(): Promise<void> {
    const peer = this.peer;
    if (!peer || (this.phase !== "connected" && this.phase !== "broken")) return;
    const iceServers = await this.servers();
    if (peer !== this.peer) return;
    await this.unlessReplaced(peer, async () => {
      peer.setConfiguration({ ...peer.getConfiguration(), iceServers });
      await this.propose(peer, LOST_AFTER_MS, { iceRestart: true });
    });
  }

  /** Who is in which slot now. */
  slots(map: SlotMap): void {
    this.placed = map;
    this.tell("slots", map);
  }

  /** The node is gone: offer to the one that took over. */
  moved(): void {
    if (this.phase !== "ended") this.breakOff(0);
  }

  /** The websocket came back: asks who is in the slots, for that news may have been missed; or for another way. */
  askAgain(): void {
    if (this.phase === "connected") this.options.send("media.ready", {});
    else if (this.phase === "broken" && this.peer) void this.reroute();
    else this.moved();
  }

  /** The offer was not taken, for instance because no node is up: try again a little later. */
  refused(): void {
    if (this.phase !== "ended") this.breakOff(waitBeforeOffer(this.failures++));
  }

  /** The track of a slot, if it is there already. */
  track(mid: string): MediaStreamTrack | undefined {
    return this.received.get(mid);
  }

  /** Opens or shuts the microphone here; whether it is heard is decided by the floor. */
  setMicrophone(on: boolean): void {
    if (this.tracks.mic) this.tracks.mic.enabled = on;
  }

  /** Shows or hides the camera: hidden, nothing at all is sent, and others see an empty place. */
  async setCamera(on: boolean): Promise<void> {
    this.cameraOn = on;
    if (this.tracks.camera) this.tracks.camera.enabled = on;
    await this.attach("camera");
    if (!on) this.wentDark("camera");
  }

  /** Shares a screen, with its sound if it has any; null ends it, and others see at once that it has ended. */
  async share(stream: MediaStream | null): Promise<void> {
    this.tracks.screen = stream?.getVideoTracks()[0] ?? null;
    this.tracks.screen_sound = stream?.getAudioTracks()[0] ?? null;
    await Promise.all([this.attach("screen"), this.attach("screen_sound")]);
    if (!stream) this.wentDark("screen");
  }

  /** Other devices, without a new offer; null leaves that one off. */
  async replace(source: Source, track: MediaStreamTrack | null): Promise<void> {
    this.tracks[source] = track;
    await this.attach(source);
  }

  /** Which page of the wall is looked at, who is pinned, and whether the person chose to save the line. */
  look(page: number, pinned: string | null, low = false): void {
    this.view = { page, pinned, low };
    this.options.send("media.view", { ...this.view });
  }

  /** What the browser counts of this connection; null while there is none. */
  async stats(): Promise<Stat[] | null> {
    const report = await this.peer?.getStats();
    const found: Stat[] = [];
    report?.forEach((stat: Stat) => found.push(stat));
    return report ? found : null;
  }

  /** Lets sound wait so long before it is played, so that lost packets can be repeated; null as the browser likes. */
  soundWaits(milliseconds: number | null): void {
    for (const receiver of this.peer?.getReceivers() ?? [])
      if (receiver.track.kind === "audio") letWait(receiver, milliseconds);
  }

  /** Lets pictures wait so long before they are shown, by mid, so that they are in step with their sound. */
  picturesWait(waits: ReadonlyMap<string, number | null>): void {
    for (const { mid, receiver } of this.peer?.getTransceivers() ?? []) {
      const wait = mid === null ? undefined : waits.get(mid);
      if (wait !== undefined) letWait(receiver, wait);
    }
  }

  /** Ends the stay's media. The devices stay open: they belong to the page. */
  leave(): void {
    this.options.send("media.leave", {});
    this.unwatch?.();
    this.shut();
    this.setPhase("ended");
  }

  /** The node would notice by the missing packets, seconds later. */
  private wentDark(source: "camera" | "screen"): void {
    if (this.phase === "connected") this.options.send("media.dark", { source });
  }

  private async offer(): Promise<void> {
    this.shut();
    this.setPhase("connecting");
    const turn = ++this.number;
    const iceServers = await this.servers();
    if (turn !== this.number) return; // another offer began meanwhile, or the person left
    const peer = this.build(iceServers);
    this.peer = peer;
    await this.unlessReplaced(peer, async () => {
      await Promise.all(SENT.map((source) => this.attach(source)));
      await this.propose(peer, UNANSWERED_AFTER_MS);
    });
  }

  /** Makes an offer and sends it. While the websocket is down nothing is waited for: its return asks again. */
  private async propose(peer: RTCPeerConnection, within: number, options?: RTCOfferOptions): Promise<void> {
    const offer = ++this.number;
    await describe(peer, await peer.createOffer(options));
    if (peer !== this.peer || offer !== this.number) return;
    this.awaited = offer;
    this.wait(within);
    const sent = this.options.send("media.offer", { sdp: peer.localDescription?.sdp ?? "", offer });
    if (!sent) clearTimeout(this.timer);
  }

  /** A relay that cannot be had now is no reason to stay away. */
  private async servers(): Promise<RTCIceServer[]> {
    try {
      return (await this.options.iceServers?.()) ?? [];
    } catch {
      return [];
    }
  }

  /** A peer that was let go meanwhile may fail as it likes: its successor does the work. */
  private async unlessReplaced(peer: RTCPeerConnection, step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (peer === this.peer) throw error;
    }
  }

  /** The lines in the order that the node expects: what is sent, then the slots. */
  private build(iceServers: RTCIceServer[]): RTCPeerConnection {
    const open = this.options.openPeer ?? openPeer;
    const peer = open({ bundlePolicy: "max-bundle", iceServers });
    const mic = peer.addTransceiver("audio", { direction: "sendonly" });
    const camera = peer.addTransceiver("video", { direction: "sendonly", sendEncodings: offeredLayers() });
    const screen = peer.addTransceiver("video", { direction: "sendonly", sendEncodings: SCREEN_LAYERS });
    const sound = peer.addTransceiver("audio", { direction: "sendonly" });
    this.senders = { mic: mic.sender, camera: camera.sender, screen: screen.sender, screen_sound: sound.sender };
    for (let slot = 0; slot < AUDIO_SLOTS; slot++) peer.addTransceiver("audio", { direction: "recvonly" });
    const pictures = this.options.videoSlots ?? VIDEO_SLOTS;
    for (let slot = 0; slot < pictures; slot++) peer.addTransceiver("video", { direction: "recvonly" });
    speakLittle(peer);
    peer.ontrack = ({ transceiver, track }) => {
      if (peer === this.peer && transceiver.mid !== null) this.receive(transceiver.mid, track);
    };
    peer.onconnectionstatechange = () => {
      if (peer === this.peer) this.follow(peer.connectionState);
    };
    return peer;
  }

  private async attach(source: Source): Promise<void> {
    const sender = this.senders[source];
    if (sender === undefined) return;
    const track = this.tracks[source] ?? null;
    await sender.replaceTrack(source === "camera" && !this.cameraOn ? null : track);
    if (source === "camera") await fitLayers(sender);
  }

  private receive(mid: string, track: MediaStreamTrack): void {
    this.received.set(mid, track);
    this.tell("track", { mid, track });
  }

  private follow(state: RTCPeerConnectionState): void {
    if (state === "connected") {
      clearTimeout(this.timer);
      this.failures = 0;
      this.reached = true;
      this.setPhase("connected");
      // Only now: what the node sent earlier would be lost, the first keyframe with it.
      this.options.send("media.ready", {});
      if (this.view) this.options.send("media.view", { ...this.view });
    } else if (state === "disconnected") {
      this.setPhase("broken");
      this.wait(LOST_AFTER_MS);
      void this.reroute();
    } else if (state === "failed" || state === "closed") {
      this.breakOff(waitBeforeOffer(this.failures++));
    }
  }

  private wait(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.breakOff(waitBeforeOffer(this.failures++));
    }, milliseconds);
  }

  /** Gives this connection up and offers anew after a while. */
  private breakOff(after: number): void {
    this.shut();
    this.slots({});
    this.setPhase("broken");
    this.timer = setTimeout(() => void this.offer(), after);
  }

  private shut(): void {
    clearTimeout(this.timer);
    this.number++;
    this.awaited = null;
    this.reached = false;
    this.peer?.close();
    this.peer = null;
    this.senders = {};
    this.received.clear();
  }

  private tell<Name extends keyof MediaNews>(name: Name, news: MediaNews[Name]): void {
    this.bell.dispatchEvent(new CustomEvent(name, { detail: news }));
  }

  private setPhase(phase: Phase): void {
    if (phase === this.phase) return;
    this.phase = phase;
    this.tell("phase", phase);
  }
}

/** Also for the test of a line, which is no stay. */
export function openPeer(configuration: RTCConfiguration): RTCPeerConnection {
  return new RTCPeerConnection(configuration);
}

/** Where counting begins: a page that was opened anew under the same name must not take its predecessor's answers. */
function firstNumber(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

/** With repairs of sound, where the browser lets them be asked for so; without, where it does not. */
async function describe(peer: RTCPeerConnection, made: RTCSessionDescriptionInit): Promise<void> {
  try {
    await peer.setLocalDescription({ type: "offer", sdp: withSoundRepairs(made.sdp ?? "") });
  } catch {
    await peer.setLocalDescription(made);
  }
}

function speakLittle(peer: RTCPeerConnection): void {
  for (const transceiver of peer.getTransceivers()) {
    const known = RTCRtpReceiver.getCapabilities(transceiver.receiver.track.kind);
    if (known && "setCodecPreferences" in transceiver) transceiver.setCodecPreferences(preferred(known.codecs));
  }
}
