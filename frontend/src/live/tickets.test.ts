import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { TicketOffice } from "./tickets";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const PAGE = { ticket: "/hop/giao-ban/ve/", csrf: "c", seat: { id: "tam-duong" } };

function anOffice(passes: RTCIceServer[]) {
  let asked = 0;
  const office = new TicketOffice(PAGE, () => Promise.resolve({ ticket: `t${++asked}`, ice_servers: passes }));
  return { office, asked: () => asked };
}

it("uses the passes that came with the ticket, and fetches new ones before they end", async () => {
  const { office, asked } = anOffice([{ urls: "turns:relay" }]);
  expect(await office.ticket()).toBe("t1");
  expect(await office.iceServers()).toEqual([{ urls: "turns:relay" }]);
  expect(asked()).toBe(1);
  vi.advanceTimersByTime(9 * 60_000);
  await office.iceServers();
  expect(asked()).toBe(2);
});

it("asks for nothing more where the house has no relay", async () => {
  const { office, asked } = anOffice([]);
  await office.ticket();
  vi.advanceTimersByTime(3_600_000);
  expect(await office.iceServers()).toEqual([]);
  expect(asked()).toBe(1);
});
