/**
 * Measures the line to the media node over the very ways that a meeting takes: WebRTC, with the browser's own figures.
 *
 * The node sends a ramp of packets (rooms/media/forwarding/ramp.py); then this browser sends a made-up picture, without
 * any camera. Nothing is recorded and nothing is sent to anybody else.
 */
import { openPeer } from "./connection";
import { judge, type Result, type Sample, type Way } from "./line-figures";

export interface LineTestOptions {
  /** The node's answer to an offer; raises LineRefused with words for people. */
  ask: (sdp: string) => Promise<string>;
  iceServers: RTCIceServer[];
  progress: (done: number) => void;
  signal: AbortSignal;
}

/** The test was not taken; its message is for people. */
export class LineRefused extends Error {}

const CONNECT_WITHIN_MS = 9_000;
const DOWN_MS = 7_300; // the ramp's second of quiet and its four steps
const UP_MS = 4_200;
const EVERY_MS = 250;
const UP_MOST = 2_500_000; // bits a second
const PICTURE = { width: 640, height: 360, perSecond: 25 };

/** What the line is like; null when the node was not reached by any way. */
export async function measure(options: LineTestOptions): Promise<Result | null> {
  const peer = openPeer({ iceServers: options.iceServers, bundlePolicy: "max-bundle" });
  const noise = new Noise();
  try {
    const sender = peer.addTransceiver("video", { direction: "sendonly" }).sender;
    peer.addTransceiver("video", { direction: "recvonly" });
    await peer.setLocalDescription(await peer.createOffer());
    const sdp = await options.ask(peer.localDescription?.sdp ?? "");
    await peer.setRemoteDescription({ type: "answer", sdp });
    if (!(await connected(peer, options.signal))) return null;
    const samples: Sample[] = [];
    const begun = performance.now();
    await watch(peer, samples, begun, DOWN_MS, options);
    const turned = samples.length;
    await send(sender, noise.track());
    await watch(peer, samples, begun, DOWN_MS + UP_MS, options);
    return judge(samples, turned);
  } finally {
    noise.stop();
    peer.close();
  }
}

async function connected(peer: RTCPeerConnection, signal: AbortSignal): Promise<boolean> {
  const until = performance.now() + CONNECT_WITHIN_MS;
  while (performance.now() < until && peer.connectionState !== "failed") {
    if (peer.connectionState === "connected") return true;
    await pause(50, signal);
  }
  return false;
}

async function watch(
  peer: RTCPeerConnection,
  samples: Sample[],
  begun: number,
  until: number,
  { progress, signal }: LineTestOptions,
): Promise<void> {
  for (let at = performance.now() - begun; at < until; at = performance.now() - begun) {
    samples.push({ at, ...read(await peer.getStats()) });
    progress(Math.min(1, at / (DOWN_MS + UP_MS)));
    await pause(EVERY_MS, signal);
  }
}

/** Sends the made-up picture at whatever the line takes. */
async function send(sender: RTCRtpSender, track: MediaStreamTrack): Promise<void> {
  await sender.replaceTrack(track);
  const parameters = sender.getParameters();
  for (const encoding of parameters.encodings) encoding.maxBitrate = UP_MOST;
  await sender.setParameters(parameters);
}

type Report = Record<string, string | number | boolean | undefined> & { id: string; type: string };

/** The figures that every browser has, out of one answer of getStats. */
export function read(stats: RTCStatsReport): Omit<Sample, "at"> {
  const reports = [...stats.values()] as Report[];
  const one = (type: string) => reports.find((each) => each.type === type);
  const number = (type: string, name: string) => Number(one(type)?.[name] ?? 0);
  const byId = (id: unknown) => reports.find((each) => each.id === id);
  const pairs = reports.filter((each) => each.type === "candidate-pair" && each.state === "succeeded");
  const used = pairs.filter((each) => each.nominated).sort((a, b) => Number(b.bytesSent) - Number(a.bytesSent))[0];
  const wayOf = (pair: Report): Way =>
    byId(pair.localCandidateId)?.candidateType === "relay"
      ? "relay"
      : byId(pair.remoteCandidateId)?.protocol === "tcp"
        ? "tcp"
        : "udp";
  return {
    receivedBytes: number("inbound-rtp", "bytesReceived"),
    received: number("inbound-rtp", "packetsReceived"),
    lost: number("inbound-rtp", "packetsLost"),
    jitterMs: number("inbound-rtp", "jitter") * 1000,
    sentBytes: number("outbound-rtp", "bytesSent"),
    sent: number("outbound-rtp", "packetsSent"),
    upLost: number("remote-inbound-rtp", "packetsLost"),
    roundTripMs: used?.currentRoundTripTime === undefined ? null : Number(used.currentRoundTripTime) * 1000,
    used: used ? wayOf(used) : null,
    open: [...new Set(pairs.map(wayOf))],
  };
}

/** A picture that no encoder can make small: random dots, new ones 25 times a second. */
class Noise {
  private timer: ReturnType<typeof setInterval> | undefined;
  private stream: MediaStream | null = null;

  track(): MediaStreamTrack {
    const canvas = document.createElement("canvas");
    canvas.width = PICTURE.width;
    canvas.height = PICTURE.height;
    const pen = canvas.getContext("2d", { alpha: false });
    const dots = new ImageData(PICTURE.width, PICTURE.height);
    const values = new Uint32Array(dots.data.buffer);
    const draw = () => {
      for (let index = 0; index < values.length; index++) values[index] = (Math.random() * 2 ** 32) | 0xff000000;
      pen?.putImageData(dots, 0, 0);
    };
    draw();
    this.stream = canvas.captureStream(PICTURE.perSecond);
    this.timer = setInterval(draw, 1000 / PICTURE.perSecond);
    const track = this.stream.getVideoTracks()[0];
    if (!track) throw new Error("a canvas gave no track");
    return track;
  }

  stop(): void {
    clearInterval(this.timer);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((done, cancelled) => {
    signal.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      cancelled(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      done();
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
  });
}
