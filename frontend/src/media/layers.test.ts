import { describe, expect, it } from "vitest";
import { fitLayers, offeredLayers, preferred, scalesFor } from "./layers";

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
