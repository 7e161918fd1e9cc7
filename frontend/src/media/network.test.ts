import { expect, it, vi } from "vitest";
import { watchNetwork } from "./network";

function aPlace(type?: string) {
  const connection = Object.assign(new EventTarget(), { type });
  return { place: Object.assign(new EventTarget(), { navigator: { connection } }) as unknown as Window, connection };
}

it("tells of a network that is back and of another kind of network, not of another estimate", () => {
  const { place, connection } = aPlace("wifi");
  const changed = vi.fn();
  const stop = watchNetwork(changed, place);
  connection.dispatchEvent(new Event("change"));
  expect(changed).not.toHaveBeenCalled();
  connection.type = "cellular";
  connection.dispatchEvent(new Event("change"));
  place.dispatchEvent(new Event("online"));
  expect(changed).toHaveBeenCalledTimes(2);
  stop();
  place.dispatchEvent(new Event("online"));
  expect(changed).toHaveBeenCalledTimes(2);
});

it("does without NetworkInformation, which Firefox and Safari lack", () => {
  const place = Object.assign(new EventTarget(), { navigator: {} }) as unknown as Window;
  const changed = vi.fn();
  watchNetwork(changed, place);
  place.dispatchEvent(new Event("online"));
  expect(changed).toHaveBeenCalledOnce();
});
