import { expect, it } from "vitest";
import { between, gradeOf, read, SteadyGrades, worseFirst, type Grade, type Line, type Stat } from "./quality";

const GOOD: Line = {
  rtt_ms: 60,
  up_kbps: 1200,
  down_kbps: 2500,
  up_lost_permille: 0,
  down_lost_permille: 2,
  jitter_ms: 5,
};

function stats(second: number, more: Stat[] = []): Stat[] {
  return [
    { type: "outbound-rtp", bytesSent: 125_000 * second, packetsSent: 100 * second },
    { type: "remote-inbound-rtp", packetsLost: 5 * second },
    {
      type: "inbound-rtp",
      kind: "audio",
      bytesReceived: 250_000 * second,
      packetsReceived: 190 * second,
      packetsLost: 10 * second,
      jitter: 0.012,
    },
    { type: "inbound-rtp", kind: "video", bytesReceived: 0, packetsReceived: 0, packetsLost: -3, jitter: 0.9 },
    { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.081 },
    { type: "candidate-pair", nominated: false, currentRoundTripTime: 0.9 },
    { type: "codec" },
    ...more,
  ];
}

it("makes figures of two readings", () => {
  expect(between(read(stats(2), 2000), read(stats(4), 4000))).toEqual({
    rtt_ms: 81,
    up_kbps: 1000,
    down_kbps: 2000,
    up_lost_permille: 50,
    down_lost_permille: 50,
    jitter_ms: 12,
  });
});

it("says nothing where no time has passed, or where the connection began anew", () => {
  expect(between(read(stats(2), 2000), read(stats(2), 2000))).toBeNull();
  expect(between(read(stats(4), 2000), read(stats(1), 4000))).toBeNull();
});

it("reads an empty report, and one of a browser that measures little", () => {
  const line = between(read([], 0), read([{ type: "inbound-rtp" }, { type: "candidate-pair", nominated: true }], 1000));
  expect(line).toEqual({
    rtt_ms: null,
    up_kbps: 0,
    down_kbps: 0,
    up_lost_permille: 0,
    down_lost_permille: 0,
    jitter_ms: 0,
  });
  expect(line && gradeOf(line)).toBe("good");
});

it.each<[Partial<Line>, Grade]>([
  [{}, "good"],
  [{ rtt_ms: null }, "good"],
  [{ rtt_ms: 200 }, "fair"],
  [{ rtt_ms: 400 }, "poor"],
  [{ up_lost_permille: 10 }, "fair"],
  [{ down_lost_permille: 50 }, "poor"],
  [{ jitter_ms: 40 }, "fair"],
  [{ jitter_ms: 100 }, "poor"],
])("grades %o as %s", (change, grade) => {
  expect(gradeOf({ ...GOOD, ...change })).toBe(grade);
});

it("calls no line good that the node has to limit", () => {
  expect(gradeOf(GOOD, "reduced")).toBe("fair");
  expect(gradeOf(GOOD, "low")).toBe("poor");
});

it("puts the worst first", () => {
  expect(["good", "none", "fair", "poor"].sort((a, b) => worseFirst(a as Grade, b as Grade))).toEqual([
    "none",
    "poor",
    "fair",
    "good",
  ]);
});

it("lets a line get worse at once and better after three looks", () => {
  const steady = new SteadyGrades();
  const looks: Grade[] = ["good", "poor", "good", "good", "good"];
  expect(looks.map((grade) => steady.take(new Map([["a", grade]])).get("a"))).toEqual([
    "good",
    "poor",
    "poor",
    "poor",
    "good",
  ]);
  expect(steady.take(new Map([["a", "none"]])).get("a")).toBe("none");
  expect(steady.take(new Map([["a", "good"]])).get("a")).toBe("good");
  steady.take(new Map());
  expect(steady.take(new Map([["a", "fair"]])).get("a")).toBe("fair");
});
