/** A room of two lines: the product's own MediaConnection, and a websocket to the test's node. */
import { MediaConnection } from "./connection";

const socket = new WebSocket(`ws://${location.host}/ws${location.search}`);
const query = new URLSearchParams(location.search);
/** ?relay={"urls": …, "username": …, "credential": …}: a network that lets only the relay through. */
const relay = query.get("relay");
const media = new MediaConnection({
  iceServers: relay ? () => Promise.resolve([JSON.parse(relay)]) : undefined,
  openPeer: (configuration) =>
    new RTCPeerConnection(relay ? { ...configuration, iceTransportPolicy: "relay" } : configuration),
  send: (deed, fields) => (socket.send(JSON.stringify({ do: deed, ...fields })), true),
});
media.on("track", ({ mid, track }) => {
  const element = document.createElement(track.kind);
  element.id = `slot${mid}`;
  element.autoplay = true;
  element.muted = track.kind === "video";
  element.srcObject = new MediaStream([track]);
  document.body.append(element);
  if (track.kind === "video") element.requestVideoFrameCallback(() => (window.firstFrameAt ??= performance.now()));
});
media.on("phase", (phase) => (window.phase = phase));

/** A network that lets nothing but this kind of candidate through: ?only=tcp. */
const only = query.get("only");
const reachable = (sdp) => (only ? sdp.replace(new RegExp(`a=candidate:\\d+ 1 (?!${only} ).*\\r\\n`, "g"), "") : sdp);

socket.onmessage = ({ data }) => {
  const message = JSON.parse(data);
  if (message.kind === "answer") void media.answer(reachable(message.sdp), message.offer);
  if (message.kind === "slots") media.slots(message.slots);
  if (message.kind === "loud") window.loud = message.seats;
  if (message.kind === "moved") media.moved();
  if (message.kind === "refused") media.refused();
};

/** What came in so far: pictures decoded and voice packets, by the source in the slot. */
window.received = async () => {
  const sums = { frames: 0, voice: 0 };
  if (!media.peer) return sums;
  (await media.peer.getStats()).forEach((report) => {
    if (report.type !== "inbound-rtp") return;
    if (report.kind === "video") sums.frames += report.framesDecoded ?? 0;
    else sums.voice += report.packetsReceived ?? 0;
  });
  return sums;
};
window.media = media;

/** How media reaches the relay: "tcp", "tls", or "" without one. */
window.relayTaken = async () => {
  const reports = [...(await media.peer.getStats()).values()];
  const used = reports.filter((each) => each.type === "local-candidate" && each.candidateType === "relay");
  return used[0]?.relayProtocol ?? "";
};

/** The transport and the address of the node that media takes now: "tcp 127.0.0.1". */
window.wayTaken = async () => {
  const reports = await media.peer.getStats();
  const pairs = [...reports.values()].filter((each) => each.type === "candidate-pair" && each.nominated);
  const pair = pairs.sort((one, other) => (other.bytesSent ?? 0) - (one.bytesSent ?? 0))[0];
  const remote = reports.get(pair?.remoteCandidateId);
  return remote ? `${remote.protocol} ${remote.address ?? remote.ip}` : "";
};

/** Resolves once so much has come in; rejects after half a minute. */
window.until = async (what, least) => {
  for (let tries = 0; tries < 300; tries++) {
    if ((await received())[what] >= least) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`fewer than ${least} of ${what}: ${JSON.stringify(await received())}`);
};

socket.onopen = async () => {
  const size = { width: 320, height: 240 };
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: size });
  window.offeredAt = performance.now();
  await media.start(stream);
};
