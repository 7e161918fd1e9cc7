import { expect, it } from "vitest";
import { AT, speaking } from "../live/made";
import { minutesWaited, span } from "../live/times";
import { countdown, markPassed } from "./countdown";

const after = (seconds: number) => countdown(speaking("s1", 300), Date.parse(AT) + seconds * 1000);

it("runs, warns in the last minute, and counts up when over", () => {
  expect(after(0)).toEqual({ stage: "running", seconds: 300, left: 1 });
  expect(after(239)).toMatchObject({ stage: "running", seconds: 61 });
  expect(after(240)).toMatchObject({ stage: "last", seconds: 60 });
  expect(after(299.5)).toMatchObject({ stage: "last", seconds: 1 });
  expect(after(300)).toEqual({ stage: "over", seconds: 0, left: 0 });
  expect(after(325)).toMatchObject({ stage: "over", seconds: 25 });
});

it("does not show more than was given when this computer's clock is behind", () => {
  expect(after(-5)).toMatchObject({ seconds: 300 });
});

it("speaks at one minute, ten seconds, and over; once each", () => {
  expect(markPassed(null, after(250))).toBeNull();
  expect(markPassed(after(239), after(240))).toBe("minute");
  expect(markPassed(after(240), after(241))).toBeNull();
  expect(markPassed(after(289), after(290))).toBe("seconds");
  expect(markPassed(after(200), after(295))).toBe("seconds");
  expect(markPassed(after(299), after(300))).toBe("over");
  expect(markPassed(after(300), after(301))).toBeNull();
  expect(markPassed(after(301), after(200))).toBeNull();
});

it("writes spans with standing digits", () => {
  expect([0, 41, 161, 3_725, -3].map(span)).toEqual(["00:00", "00:41", "02:41", "1:02:05", "00:00"]);
  expect(minutesWaited(AT, Date.parse(AT) + 10_000)).toBe(1);
  expect(minutesWaited(AT, Date.parse(AT) + 400_000)).toBe(7);
});
