import { expect, it } from "vitest";
import { letWait, Patience } from "./patience";
import type { Stat } from "./quality";

/** After so many seconds, `share` of whose samples were made up so far. */
const heard = (seconds: number, madeUp: number, trip: number | null = 0.16): Stat[] => [
  {
    type: "inbound-rtp",
    kind: "audio",
    totalSamplesReceived: 48_000 * seconds,
    concealedSamples: madeUp + 500,
    silentConcealedSamples: 500,
  },
  { type: "inbound-rtp", kind: "audio", totalSamplesReceived: 0 },
  { type: "inbound-rtp", kind: "video" },
  { type: "candidate-pair", nominated: true, ...(trip === null ? {} : { currentRoundTripTime: trip }) },
];

it("lets sound wait a round trip more once it had to be made up, and a minute of calm ends it", () => {
  const patience = new Patience();
  expect(patience.take(heard(4, 0), 4_000)).toBeNull();
  expect(patience.take(heard(8, 0), 8_000)).toBeNull();
  expect(patience.take(heard(12, 5_000), 12_000)).toBe(300);
  expect(patience.take(heard(16, 5_000), 16_000)).toBe(300);
  expect(patience.take(heard(72, 5_000), 72_000)).toBe(300);
  expect(patience.take(heard(76, 5_000), 76_000)).toBeNull();
});

it("waits longer while that is not enough, for a repeat may be lost or the speaker's line be long", () => {
  const patience = new Patience();
  const here = (seconds: number, madeUp: number) => patience.take(heard(seconds, madeUp, 0.002), seconds * 1_000);
  expect([here(2, 0), here(4, 4_000), here(6, 8_000), here(8, 8_000), here(10, 12_000)]).toEqual([
    null,
    200,
    280,
    280,
    360,
  ]);
  expect([here(12, 16_000), here(14, 20_000)]).toEqual([400, 400]);
});

it("never waits longer than people bear, nor for a trip that nobody measured", () => {
  for (const [trip, wait] of [
    [1.5, 400],
    [null, null],
  ] as const) {
    const patience = new Patience();
    patience.take(heard(4, 0, trip), 4_000);
    expect(patience.take(heard(8, 9_000, trip), 8_000)).toBe(wait);
  }
});

it("takes a connection that began anew for calm", () => {
  const patience = new Patience();
  patience.take(heard(100, 9_000), 4_000);
  expect(patience.take(heard(1, 0), 8_000)).toBeNull();
});

it("asks a browser by the name that it knows, and leaves others alone", () => {
  const standard = { jitterBufferTarget: null } as unknown as RTCRtpReceiver;
  letWait(standard, 260);
  expect(standard.jitterBufferTarget).toBe(260);
  const older = { playoutDelayHint: null } as unknown as RTCRtpReceiver & { playoutDelayHint: number | null };
  letWait(older, 260);
  expect(older.playoutDelayHint).toBe(0.26);
  letWait(older, null);
  expect(older.playoutDelayHint).toBeNull();
  const other = {} as RTCRtpReceiver;
  letWait(other, 260);
  expect(other).toEqual({});
});
