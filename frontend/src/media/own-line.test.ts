import { expect, it, vi } from "vitest";
import { OwnLineWatch, type OwnLine } from "./own-line";
import type { Stat } from "./quality";

const at = (second: number, trip = 0.05): Stat[] => [
  { type: "outbound-rtp", bytesSent: 125_000 * second, packetsSent: 100 * second },
  { type: "candidate-pair", nominated: true, currentRoundTripTime: trip },
];

it("tells figures from the second look on, and nothing while there is no connection", async () => {
  const told: (OwnLine | null)[] = [];
  const answers = [at(1), at(3), null, at(5)];
  const watch = new OwnLineWatch(
    () => Promise.resolve(answers.shift() ?? null),
    (own) => told.push(own),
  );
  for (const moment of [1000, 3000, 5000, 7000]) await watch.look(moment);
  expect(told.map((own) => own && [own.line.up_kbps, own.grade])).toEqual([null, [1000, "good"], null, null]);
});

it("takes a connection that was closed under its hands for none", async () => {
  const tell = vi.fn();
  await new OwnLineWatch(() => Promise.reject(new Error("closed")), tell).look(1000);
  expect(tell).toHaveBeenCalledWith(null);
});

it("asks while it is started and no longer", async () => {
  vi.useFakeTimers();
  const ask = vi.fn(() => Promise.resolve(at(1)));
  const watch = new OwnLineWatch(ask, () => undefined);
  watch.start();
  await vi.advanceTimersByTimeAsync(9_000);
  watch.stop();
  await vi.advanceTimersByTimeAsync(9_000);
  expect(ask).toHaveBeenCalledTimes(4);
  vi.useRealTimers();
});
