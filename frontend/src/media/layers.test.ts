import { describe, expect, it } from "vitest";
import { fitLayers, offeredLayers, preferred, scalesFor, withSoundRepairs } from "./layers";

function aSender(height: number | undefined, encodings: RTCRtpEncodingParameters[] = offeredLayers()) {
  const set: RTCRtpSendParameters[] = [];
  const sender = {
    track: height === undefined ? null : { getSettings: () => ({ height }) },
    getParameters: () => ({ encodings }),
    setParameters: (parameters: RTCRtpSendParameters) => {
      set.push(parameters);
      return Promise.resolve();
    },
  } as unknown as RTCRtpSender;
  return { sender, set };
}

describe("the layers of a camera", () => {
  it("are as many as the height allows, the smallest always", () => {
    expect(scalesFor(1080)).toEqual([4, 2, 1]);
    expect(scalesFor(540)).toEqual([4, 2, 1]);
    expect(scalesFor(539)).toEqual([2, 1, null]);
    expect(scalesFor(270)).toEqual([2, 1, null]);
    expect(scalesFor(240)).toEqual([1, null, null]);
  });

  it("are offered small first, because Chromium keeps the first ones", () => {
    expect(offeredLayers().map((layer) => layer.rid)).toEqual(["l", "m", "h"]);
  });

  it("follow the track: what its height does not allow is off", async () => {
    const { sender, set } = aSender(360);
    await fitLayers(sender);
    expect(set[0]?.encodings.map((layer) => [layer.active, layer.scaleResolutionDownBy])).toEqual([
      [true, 2],
      [true, 1],
      [false, 1],
    ]);
  });

  it("are left alone without a track, and where the browser made only one", async () => {
    const dark = aSender(undefined);
    await fitLayers(dark.sender);
    const single = aSender(720, [{}]);
    await fitLayers(single.sender);
    expect([...dark.set, ...single.set]).toEqual([]);
  });
});

describe("codecs", () => {
  it("are opus, VP8 and retransmission alone", () => {
    const names = ["audio/opus", "audio/red", "video/VP8", "video/rtx", "video/VP9", "video/ulpfec", "audio/PCMU"];
    const kept = preferred(names.map((mimeType) => ({ mimeType })));
    expect(kept.map((codec) => codec.mimeType)).toEqual(["audio/opus", "video/VP8", "video/rtx"]);
  });
});

describe("repairs of sound", () => {
  const offer = "m=audio 9 X 111\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10\r\na=rtpmap:96 VP8/90000\r\n";

  it("are asked for beside Opus, and for nothing else", () => {
    expect(withSoundRepairs(offer)).toBe(offer.replace("48000/2", "48000/2\r\na=rtcp-fb:111 nack"));
  });

  it("are asked for once", () => {
    expect(withSoundRepairs(withSoundRepairs(offer))).toBe(withSoundRepairs(offer));
  });
});
