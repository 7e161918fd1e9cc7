/**
 * The layers of the camera's picture: small, middle, high, so that the server forwards to each viewer what fits. Pure.
 *
 * Chromium sends only as many layers as the height of the capture allows, the first ones of the list: so the order is
 * l, m, h, and the scales follow the height (docs/protocols/media.md).
 */

export type Rid = "l" | "m" | "h";

/** How much smaller each layer is, in the order l, m, h; null is off. */
export type Scales = readonly [number, number | null, number | null];

const ALL_LAYERS_FROM = 540; // pixels of height; below, Chromium drops the last layer
const TWO_LAYERS_FROM = 270;
const MAX_BITS: Record<Rid, number> = { l: 150_000, m: 500_000, h: 1_700_000 };

/** The layers as offered; the scales are set right by `fitLayers` once the capture's height is known. */
export function offeredLayers(): RTCRtpEncodingParameters[] {
  const scales: [Rid, number][] = [
    ["l", 4],
    ["m", 2],
    ["h", 1],
  ];
  return scales.map(([rid, scale]) => ({ rid, scaleResolutionDownBy: scale, maxBitrate: MAX_BITS[rid] }));
}

/** A shared screen: whole and sharp, and half as large for thin lines, where few frames do. */
export const SCREEN_LAYERS: RTCRtpEncodingParameters[] = [
  { rid: "l", scaleResolutionDownBy: 2, maxBitrate: 150_000, maxFramerate: 5 },
  { rid: "h", scaleResolutionDownBy: 1, maxBitrate: 1_700_000 },
];

/** Which layers a capture of that height has. */
export function scalesFor(height: number): Scales {
  if (height >= ALL_LAYERS_FROM) return [4, 2, 1];
  if (height >= TWO_LAYERS_FROM) return [2, 1, null];
  return [1, null, null];
}

/** Sets a sender's layers to its track's height; called after each change of the track. */
export async function fitLayers(sender: RTCRtpSender): Promise<void> {
  const height = sender.track?.getSettings().height;
  const parameters = sender.getParameters();
  if (height === undefined || parameters.encodings.length !== 3) return;
  const scales = scalesFor(height);
  parameters.encodings.forEach((encoding, place) => {
    const scale = scales[place];
    encoding.active = scale !== null;
    if (typeof scale === "number") encoding.scaleResolutionDownBy = scale;
  });
  await sender.setParameters(parameters);
}

const SPOKEN = /^(audio\/opus|video\/(vp8|rtx))$/i;

/** Opus, VP8 and its retransmissions only: with 25 slots the offer shrinks from 141 to 42 kB. */
export function preferred<Codec extends { mimeType: string }>(codecs: readonly Codec[]): Codec[] {
  return codecs.filter((codec) => SPOKEN.test(codec.mimeType));
}

/**
 * The offer with NACKs for Opus. Chromium can repeat lost sound and ask for it, but says so only if it is told to; on a
 * line that loses one packet in twenty that is the difference between gaps and none. Others leave the line unread.
 */
export function withSoundRepairs(sdp: string): string {
  return sdp.replace(/^a=rtpmap:(\d+) opus\/.*$/gim, (line, type: string) =>
    sdp.includes(`a=rtcp-fb:${type} nack\r\n`) ? line : `${line}\r\na=rtcp-fb:${type} nack`,
  );
}
