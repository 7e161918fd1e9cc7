import { expect, it } from "vitest";
import { percent, rate } from "./figures";

it("writes rates and losses as people read them", () => {
  document.documentElement.lang = "vi";
  expect([0, 850, 2449].map(rate)).toEqual(["0 kbit/s", "850 kbit/s", "2,4 Mbit/s"]);
  expect([0, 31, 123, 1000].map(percent)).toEqual(["0 %", "3,1 %", "12 %", "100 %"]);
});
