import { expect, it } from "vitest";
import { picturesWait, Waits } from "./in-step";
import type { Stat } from "./quality";

const line = (mid: string, seconds: number, played: number): Stat => ({
  type: "inbound-rtp",
  mid,
  jitterBufferDelay: seconds,
  jitterBufferEmittedCount: played,
});

it("counts how long was waited since the last look, of lines that played something", () => {
  const waits = new Waits();
  expect(waits.take([line("4", 4_800, 48_000), line("8", 0, 0)])).toEqual(new Map([["4", 100]]));
  const later = waits.take([line("4", 4_800 + 9_600, 96_000), line("8", 0.3, 10), { type: "inbound-rtp" }]);
  expect([...later].map(([mid, ms]) => [mid, Math.round(ms)])).toEqual([
    ["4", 200],
    ["8", 30],
  ]);
  expect(waits.take([line("4", 14_400, 96_000)])).toEqual(new Map());
});

it("lets a picture wait for the sound of its own seat and source, and no other", () => {
  const slots = {
    "4": { seat: "chair", source: "mic" },
    "5": { seat: "site", source: "screen_sound" },
    "6": null,
    "8": { seat: "chair", source: "camera" },
    "9": { seat: "site", source: "camera" },
    "10": { seat: "site", source: "screen" },
    "11": { seat: "far", source: "camera" },
  } as const;
  const waits = new Map([
    ["4", 152],
    ["5", 1_900],
    ["8", 12],
  ]);
  expect(picturesWait(slots, waits)).toEqual(
    new Map([
      ["8", 160],
      ["9", null],
      ["10", 500],
      ["11", null],
    ]),
  );
});
