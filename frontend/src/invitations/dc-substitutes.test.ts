import { afterEach, expect, it, vi } from "vitest";
import { aRoom, CHAIR, TAM_DUONG } from "../live/made";
import type { Wish } from "../live/messages";
import { applied } from "../live/state";
import { DcSubstitutes, type Proposal } from "./dc-substitutes";

const YEN: Proposal = {
  seat: "seat-ha",
  name: "Phạm Thu Hà",
  substitute: "Dương Thị Hải Yến",
  position: "Trưởng phòng",
  here: false,
  mark: "m1",
};

async function drawn(proposals: Proposal[]) {
  const asked = vi.fn(() => Promise.resolve(new Response(JSON.stringify({ proposals }))));
  vi.stubGlobal("fetch", asked);
  const element = new DcSubstitutes();
  element.room = aRoom(CHAIR);
  const wishes: Wish[] = [];
  element.addEventListener("dc-wish", (event) => wishes.push((event as CustomEvent<Wish>).detail));
  document.body.append(element);
  await vi.waitFor(() => {
    expect(element.querySelectorAll("[data-seat]").length).toBe(proposals.length);
  });
  return { element, wishes, asked };
}

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

it("approves by one tap the very proposal that is read", async () => {
  const { element, wishes } = await drawn([YEN]);
  expect(element.textContent).toContain("Phạm Thu Hà cử người dự thay");
  element.querySelector<HTMLButtonElement>("[aria-label^='Duyệt Dương Thị Hải Yến']")?.click();
  expect(wishes).toEqual([{ deed: "substitute.approve", fields: { seat: "seat-ha", mark: "m1" } }]);
});

it("asks again only after news of an invitation or of a seat", async () => {
  const { element, asked } = await drawn([]);
  expect(asked).toHaveBeenCalledTimes(1);
  for (const [seq, kind] of [
    [21, "turn.ended"],
    [22, "invitation.answered"],
  ] as const) {
    const outcome = applied(element.room, { type: "entry", seq, kind, at: "", actor: "", payload: {} });
    element.room = outcome.state ?? element.room;
    await element.updateComplete;
  }
  expect(asked).toHaveBeenCalledTimes(2);
});

it("says the substitution on the name plate", () => {
  const payload = { seat_id: TAM_DUONG, name: "Nguyễn Văn A", detail: "Phó trưởng phòng", stands_in_for: "Trần Thị B" };
  const { state } = applied(aRoom(CHAIR), {
    type: "entry",
    seq: 21,
    kind: "seat.handed_over",
    at: "",
    actor: "",
    payload,
  });
  expect(state?.seats[1]).toMatchObject({ name: "Nguyễn Văn A", stands_in_for: "Trần Thị B" });
});
