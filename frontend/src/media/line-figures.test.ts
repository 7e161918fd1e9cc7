import { describe, expect, it } from "vitest";
import { judge, verdict, type Result, type Sample } from "./line-figures";

const NOTHING: Sample = {
  at: 0,
  receivedBytes: 0,
  received: 0,
  lost: 0,
  jitterMs: 2,
  sentBytes: 0,
  sent: 0,
  upLost: 0,
  roundTripMs: 20,
  used: "udp",
  open: ["udp"],
};
const STEPS = [80, 600, 2_000, 4_000];

/** A line of so many kbit/s; it loses this share by itself, and whatever does not fit. */
function aLine(kbps: number, loss = 0): Sample[] {
  const samples: Sample[] = [];
  let sample = NOTHING;
  for (let at = 0; at < 11_500; at += 250) {
    const offered = at < 1_000 || at >= 7_000 ? 0 : (STEPS[Math.floor((at - 1_000) / 1_500)] ?? 0);
    const arrives = Math.min(offered, kbps) * (1 - loss);
    const sends = at >= 7_300 ? Math.min(kbps, 2_500) : 0;
    const add = (rate: number) => (rate * 250) / 8;
    sample = {
      ...sample,
      at,
      receivedBytes: sample.receivedBytes + add(arrives),
      received: sample.received + add(arrives) / 1_100,
      lost: sample.lost + add(offered - arrives) / 1_100,
      sentBytes: sample.sentBytes + add(sends),
      sent: sample.sent + add(sends) / 1_100,
      upLost: sample.upLost + (add(sends) * loss) / 1_100,
    };
    samples.push(sample);
  }
  return samples;
}

const turned = (samples: Sample[]) => samples.filter((each) => each.at < 7_300).length;
const of = (samples: Sample[]) => judge(samples, turned(samples));

describe("a line's figures", () => {
  it.each([
    [100_000, 4_000, 2_500, "clear"],
    [1_000, 1_000, 1_000, "small"],
    [200, 200, 200, "sound"],
    [40, 40, 40, "poor"],
  ])("of %i kbit/s are %i down and %i up: %s", (kbps, down, up, words) => {
    const result = of(aLine(kbps));
    expect(Math.abs(result.downKbps - down) / down).toBeLessThan(0.1);
    expect(Math.abs(result.upKbps - up) / up).toBeLessThan(0.1);
    expect(verdict(result)).toBe(words);
  });

  it("do not blame a narrow line for what the ramp sent beyond its width", () => {
    expect(of(aLine(1_000)).downLoss).toBeLessThan(0.01);
  });

  it("tell a bad line's losses both ways", () => {
    const result = of(aLine(100_000, 0.1));
    expect(result.downLoss).toBeCloseTo(0.1, 2);
    expect(result.upLoss).toBeCloseTo(0.1, 2);
    expect(verdict(result)).toBe("sound");
  });

  it("of a connection that carried nothing are poor", () => {
    expect(verdict(judge([], 0))).toBe("poor");
    expect(verdict(judge([NOTHING], 1))).toBe("poor");
  });

  it("take a long delay for what it is", () => {
    const good: Result = of(aLine(100_000));
    expect(verdict({ ...good, roundTripMs: 400 })).toBe("small");
    expect(verdict({ ...good, roundTripMs: 2_000 })).toBe("poor");
  });
});
