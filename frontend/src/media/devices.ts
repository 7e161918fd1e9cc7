/**
 * Camera, microphone, loudspeaker: what there is, and opening it. A hall without a camera may still speak, one without
 * a microphone may still be seen: whatever can be opened is opened, and the trouble is told beside it.
 */

/** Why a device cannot be used; the page has the words. */
export type Trouble = "denied" | "missing" | "busy" | "insecure" | "failed";

export interface Choice {
  /** Device ids; undefined takes the browser's own choice, null leaves the device off. */
  camera?: string | null | undefined;
  microphone?: string | null | undefined;
}

export interface Opened {
  stream: MediaStream;
  camera: Trouble | null;
  microphone: Trouble | null;
}

export interface Devices {
  cameras: MediaDeviceInfo[];
  microphones: MediaDeviceInfo[];
  loudspeakers: MediaDeviceInfo[];
}

const HEIGHT = 720; // enough for a hall on a wall; the lower layers serve everybody else

/** The devices of this machine; names are empty until the person has allowed one. */
export async function listDevices(): Promise<Devices> {
  const all = reachable() ? await navigator.mediaDevices.enumerateDevices() : [];
  const of = (kind: MediaDeviceKind) => all.filter((device) => device.kind === kind);
  return { cameras: of("videoinput"), microphones: of("audioinput"), loudspeakers: of("audiooutput") };
}

/** Opens what was chosen, each device for itself. Never rejects. */
export async function openDevices(choice: Choice = {}): Promise<Opened> {
  const stream = new MediaStream();
  const [camera, microphone] = await Promise.all([
    choice.camera === null ? null : add(stream, { video: pictureOf(choice.camera) }),
    choice.microphone === null ? null : add(stream, { audio: soundOf(choice.microphone) }),
  ]);
  return { stream, camera, microphone };
}

/** A still page needs few frames; a film on it may have more. */
const SCREEN: DisplayMediaStreamOptions = {
  video: { frameRate: { ideal: 5, max: 15 } },
  audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
};

/** Whether this browser can share a screen at all: those of phones cannot. */
export const canShareScreen = (): boolean => reachable() && "getDisplayMedia" in navigator.mediaDevices;

/** Lets the person choose a screen, with its sound where the browser offers it; or why there is none. */
export async function openScreen(): Promise<MediaStream | Trouble> {
  if (!canShareScreen()) return "missing";
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia(SCREEN);
    for (const track of stream.getVideoTracks()) track.contentHint = "detail"; // letters before motion
    for (const track of stream.getAudioTracks()) track.contentHint = "music";
    return stream;
  } catch (error) {
    return troubleOf(error);
  }
}

/** The trouble behind what getUserMedia rejects with (W3C Media Capture, 10.2). */
export function troubleOf(error: unknown): Trouble {
  switch (error instanceof Error ? error.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "failed";
  }
}

async function add(stream: MediaStream, wish: MediaStreamConstraints): Promise<Trouble | null> {
  if (!reachable()) return "insecure";
  try {
    const opened = await navigator.mediaDevices.getUserMedia(wish);
    opened.getTracks().forEach((track) => {
      stream.addTrack(track);
    });
    return null;
  } catch (error) {
    return troubleOf(error);
  }
}

/** Browsers hide devices from pages that are neither https nor localhost. */
function reachable(): boolean {
  return "mediaDevices" in navigator;
}

function pictureOf(device: string | undefined): MediaTrackConstraints {
  const picture: MediaTrackConstraints = { height: { ideal: HEIGHT }, frameRate: { max: 30 } };
  return device === undefined ? picture : { ...picture, deviceId: { exact: device } };
}

function soundOf(device: string | undefined): MediaTrackConstraints {
  const sound: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  return device === undefined ? sound : { ...sound, deviceId: { exact: device } };
}
