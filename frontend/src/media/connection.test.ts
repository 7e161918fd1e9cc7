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
  createOffer() {
    return Promise.resolve({ type: "offer", sdp: `offer ${MadePeer.all.length}` });
  }
  setLocalDescription(offer: { sdp: string }) {
    this.localDescription = offer;
    this.signalingState = "have-local-offer";
    return Promise.resolve();
  }
  setRemoteDescription() {
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

function aConnection() {
  const said: [MediaDeed, Record<string, unknown>][] = [];
  const phases: Phase[] = [];
  const media = new MediaConnection({
    send: (deed, fields) => (said.push([deed, fields]), true),
    openPeer: () => new MadePeer() as unknown as RTCPeerConnection,
  });
  media.on("phase", (phase) => phases.push(phase));
  return { media, said, phases };
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
      "video sendonly",
      "audio sendonly",
      "audio recvonly",
    ]);
    expect(latest().lines.filter((line) => line === "audio recvonly")).toHaveLength(4);
    expect(latest().lines.filter((line) => line === "video recvonly")).toHaveLength(9);
    expect(said).toEqual([["media.offer", { sdp: "offer 1" }]]);
  });

  it("says ready only when it is connected, and again where it looks", async () => {
    const { media, said, phases } = aConnection();
    await media.start(null);
    media.look(2, "tam-duong");
    await media.answer("answer");
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
    media.askAgain();
    expect(said).toHaveLength(1);
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
    expect(said.at(-1)).toEqual(["media.offer", { sdp: "offer 2" }]);
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

  it("ignores an answer that comes after its offer was given up", async () => {
    const { media } = aConnection();
    await media.start(null);
    const first = latest();
    media.moved();
    await media.answer("late");
    expect(first.signalingState).toBe("have-local-offer");
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
