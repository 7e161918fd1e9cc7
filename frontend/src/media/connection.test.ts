import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MediaConnection, waitBeforeOffer, type MediaDeed, type Phase } from "./connection";

/** A peer connection that only remembers. */
class MadePeer {
  static all: MadePeer[] = [];
  signalingState = "stable";
  connectionState = "new";
  localDescription: { sdp: string } | null = null;
  closed = false;
  lines: string[] = [];
  answers = 0;
  configured: RTCConfiguration[] = [];
  sent: (MediaStreamTrack | null)[][] = [];
  ontrack: ((event: unknown) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  constructor() {
    MadePeer.all.push(this);
  }
  addTransceiver(kind: string, { direction, sendEncodings }: RTCRtpTransceiverInit) {
    const tracks: (MediaStreamTrack | null)[] = [];
    this.lines.push(`${kind} ${direction ?? ""}${sendEncodings ? ` x${sendEncodings.length}` : ""}`);
    this.sent.push(tracks);
    const sender = {
      track: null,
      replaceTrack: (track: MediaStreamTrack | null) => (tracks.push(track), Promise.resolve()),
      getParameters: () => ({ encodings: [] }),
    };
    return { sender };
  }
  getTransceivers() {
    return [];
  }
  createOffer(options?: RTCOfferOptions) {
    return Promise.resolve({ type: "offer", sdp: `offer ${MadePeer.all.length}${options?.iceRestart ? " anew" : ""}` });
  }
  getConfiguration() {
    return { bundlePolicy: "max-bundle" };
  }
  setConfiguration(configuration: RTCConfiguration) {
    this.configured.push(configuration);
  }
  setLocalDescription(offer: { sdp: string }) {
    this.localDescription = offer;
    this.signalingState = "have-local-offer";
    return Promise.resolve();
  }
  setRemoteDescription() {
    this.answers++;
    this.signalingState = "stable";
    return Promise.resolve();
  }
  become(state: string) {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
  close() {
    this.closed = true;
  }
}

const latest = () => MadePeer.all[MadePeer.all.length - 1] as MadePeer;

const offers = (said: [MediaDeed, Record<string, unknown>][]) =>
  said.filter(([deed]) => deed === "media.offer").map(([, fields]) => fields.offer as number);
const anOffer = (sdp: string) => ["media.offer", { sdp, offer: expect.any(Number) as number }];

function aConnection() {
  const said: [MediaDeed, Record<string, unknown>][] = [];
  const phases: Phase[] = [];
  const socket = { up: true };
  const network: { change: (() => void) | null } = { change: null };
  const media = new MediaConnection({
    send: (deed, fields) => (said.push([deed, fields]), socket.up),
    openPeer: () => new MadePeer() as unknown as RTCPeerConnection,
    iceServers: () => (socket.up ? Promise.resolve([{ urls: "turns:relay" }]) : Promise.reject(new Error("away"))),
    watchNetwork: (changed) => ((network.change = changed), () => (network.change = null)),
  });
  media.on("phase", (phase) => phases.push(phase));
  /** The node answers the last offer. */
  const answered = () => media.answer("answer", offers(said).at(-1) ?? -1);
  return { media, said, phases, socket, network, answered };
}

beforeEach(() => {
  MadePeer.all = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a stay's media", () => {
  it("offers microphone, camera in three layers, screen, then the slots", async () => {
    const { media, said } = aConnection();
    await media.start(null);
    expect(latest().lines.slice(0, 5)).toEqual([
      "audio sendonly",
      "video sendonly x3",
      "video sendonly x2",
      "audio sendonly",
      "audio recvonly",
    ]);
    expect(latest().lines.filter((line) => line === "audio recvonly")).toHaveLength(4);
    expect(latest().lines.filter((line) => line === "video recvonly")).toHaveLength(9);
    expect(said).toEqual([anOffer("offer 1")]);
  });

  it("says ready only when it is connected, and again where it looks", async () => {
    const { media, said, phases, answered } = aConnection();
    await media.start(null);
    media.look(2, "tam-duong");
    await answered();
    expect(said.map(([deed]) => deed)).toEqual(["media.offer", "media.view"]);
    latest().become("connected");
    expect(said.slice(2)).toEqual([
      ["media.ready", {}],
      ["media.view", { page: 2, pinned: "tam-duong", low: false }],
    ]);
    expect(phases).toEqual(["connecting", "connected"]);
  });

  it("sends a shared screen with its sound, and says at once that it ended", async () => {
    const { media, said } = aConnection();
    await media.start(null);
    latest().become("connected");
    const [picture, sound] = [{ kind: "video" }, { kind: "audio" }];
    const stream = { getVideoTracks: () => [picture], getAudioTracks: () => [sound] };
    await media.share(stream as unknown as MediaStream);
    await media.share(null);
    expect(latest().sent[2]?.slice(1)).toEqual([picture, null]);
    expect(latest().sent[3]?.slice(1)).toEqual([sound, null]);
    expect(said.at(-1)).toEqual(["media.dark", { source: "screen" }]);
    await media.setCamera(false);
    expect(said.at(-1)).toEqual(["media.dark", { source: "camera" }]);
  });

  it("asks again who is in the slots when only the websocket had broken", async () => {
    const { media, said } = aConnection();
    await media.start(null);
    latest().become("connected");
    media.askAgain();
    expect(said.slice(1).map(([deed]) => deed)).toEqual(["media.ready", "media.ready"]);
  });

  it("offers anew at once when its node has moved, and empties the slots", async () => {
    const { media, said } = aConnection();
    await media.start(null);
    media.slots({ "3": { seat: "chair", source: "mic" } });
    media.moved();
    expect(media.placed).toEqual({});
    await vi.advanceTimersByTimeAsync(0);
    expect(MadePeer.all.map((peer) => peer.closed)).toEqual([true, false]);
    expect(said.at(-1)).toEqual(anOffer("offer 2"));
  });

  it("gives a broken line five seconds to heal, then offers anew, each time later", async () => {
    const { media } = aConnection();
    await media.start(null);
    latest().become("connected");
    latest().become("disconnected");
    await vi.advanceTimersByTimeAsync(4_900);
    expect(MadePeer.all).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(500);
    expect(MadePeer.all).toHaveLength(2);
    expect([0, 1, 2, 3, 9].map(waitBeforeOffer)).toEqual([300, 1_000, 3_000, 8_000, 8_000]);
  });

  it("tries again when the offer is refused or nobody answers", async () => {
    const { media } = aConnection();
    await media.start(null);
    media.refused();
    await vi.advanceTimersByTimeAsync(300);
    expect(MadePeer.all).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(8_000 + 1_000);
    expect(MadePeer.all).toHaveLength(3);
  });

  it("takes one answer, and only to its last offer", async () => {
    const { media, said, answered } = aConnection();
    await media.start(null);
    const [first] = MadePeer.all;
    media.moved();
    await vi.advanceTimersByTimeAsync(0);
    await media.answer("late", offers(said)[0] ?? -1);
    await media.answer("a stranger's", 7);
    expect([first?.answers, latest().answers]).toEqual([0, 0]);
    await answered();
    await answered();
    expect(latest().answers).toBe(1);
  });

  it("counts on from anywhere, so that a page opened anew takes no answer to its predecessor", async () => {
    const [one, other] = [aConnection(), aConnection()];
    await one.media.start(null);
    await other.media.start(null);
    expect(offers(one.said)).not.toEqual(offers(other.said));
  });

  it("looks for another way at once when the line is silent, with fresh passes and the same peer", async () => {
    const { media, said, answered, phases } = aConnection();
    await media.start(null);
    await answered();
    latest().become("connected");
    media.slots({ "3": { seat: "chair", source: "mic" } });
    latest().become("disconnected");
    await vi.advanceTimersByTimeAsync(0);
    expect(said.at(-1)).toEqual(anOffer("offer 1 anew"));
    expect(latest().configured).toEqual([{ bundlePolicy: "max-bundle", iceServers: [{ urls: "turns:relay" }] }]);
    await answered();
    latest().become("connected");
    await vi.advanceTimersByTimeAsync(20_000);
    expect(MadePeer.all).toHaveLength(1);
    expect(media.placed).toEqual({ "3": { seat: "chair", source: "mic" } });
    expect(phases).toEqual(["connecting", "connected", "broken", "connected"]);
  });

  it("looks for another way as soon as the network is another", async () => {
    const { media, said, network, answered } = aConnection();
    await media.start(null);
    network.change?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(offers(said)).toHaveLength(1); // the first offer is still on its way
    await answered();
    latest().become("connected");
    network.change?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(said.at(-1)).toEqual(anOffer("offer 1 anew"));
    await answered();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(MadePeer.all).toHaveLength(1);
    media.leave();
    expect(network.change).toBeNull();
  });

  it("gives the connection up when no other way is found in five seconds", async () => {
    const { media, answered } = aConnection();
    await media.start(null);
    await answered();
    latest().become("connected");
    latest().become("disconnected");
    await vi.advanceTimersByTimeAsync(0);
    await answered();
    await vi.advanceTimersByTimeAsync(5_300);
    expect(MadePeer.all.map((peer) => peer.closed)).toEqual([true, false]);
  });

  it("keeps what it has while the websocket is down, and looks for another way when that is back", async () => {
    const { media, said, socket, answered } = aConnection();
    await media.start(null);
    await answered();
    latest().become("connected");
    media.slots({ "3": { seat: "chair", source: "mic" } });
    socket.up = false;
    latest().become("disconnected");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(MadePeer.all).toHaveLength(1);
    expect(media.placed).toEqual({ "3": { seat: "chair", source: "mic" } });
    socket.up = true;
    media.askAgain();
    await vi.advanceTimersByTimeAsync(0);
    expect(said.at(-1)).toEqual(anOffer("offer 1 anew"));
  });

  it("offers anew when the websocket comes back before there was an answer", async () => {
    const { media, said } = aConnection();
    await media.start(null);
    media.askAgain();
    await vi.advanceTimersByTimeAsync(0);
    expect(said.at(-1)).toEqual(anOffer("offer 2"));
  });

  it("lets a replaced peer fail in silence", async () => {
    const { media } = aConnection();
    await media.start(null);
    const first = latest();
    first.createOffer = () => Promise.reject(new Error("closed"));
    first.become("connected");
    const rerouting = media.reroute();
    media.moved();
    await expect(rerouting).resolves.toBeUndefined();
  });

  it("sends nothing of a hidden camera", async () => {
    const { media } = aConnection();
    const camera = { enabled: true } as MediaStreamTrack;
    await media.start({ getAudioTracks: () => [], getVideoTracks: () => [camera] } as unknown as MediaStream);
    await media.setCamera(false);
    await media.setCamera(true);
    expect(latest().sent[1]).toEqual([camera, null, camera]);
  });

  it("is over after leaving: nothing offers anew", async () => {
    const { media, said, phases } = aConnection();
    await media.start(null);
    media.leave();
    media.moved();
    media.refused();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(MadePeer.all).toHaveLength(1);
    expect(said.at(-1)).toEqual(["media.leave", {}]);
    expect(phases.at(-1)).toBe("ended");
  });
});
