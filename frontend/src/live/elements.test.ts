import { afterEach, expect, it } from "vitest";
import "../attendance/dc-people";
import "../speakers/dc-queue";
import "./dc-chat";
import "./dc-controls";
import "./dc-limits";
import "./dc-panel";
import { NO_PICTURES } from "./dc-stage";
import "./dc-top";
import { initial, type Devices } from "./dc-controls";
import { aRoom, AT, CHAIR, LAP_THACH, speaking, TAM_DUONG, waiting } from "./made";
import type { Wish } from "./messages";
import type { RoomState } from "./state";

const ON: Devices = { microphone: "on", camera: "on" };

/** The element in a page of its own, and the wishes that went up from it. */
async function drawn(tag: string, room: RoomState, more: object = {}) {
  const element = document.createElement(tag) as HTMLElement & { updateComplete: Promise<boolean> };
  Object.assign(element, { room, ...more });
  const wishes: Wish[] = [];
  const presses: string[] = [];
  element.addEventListener("dc-wish", (event) => wishes.push((event as CustomEvent<Wish>).detail));
  element.addEventListener("dc-press", (event) => presses.push((event as CustomEvent<{ press: string }>).detail.press));
  document.body.append(element);
  await element.updateComplete;
  const button = (words: string): HTMLButtonElement => {
    const found = [...element.querySelectorAll("button")].find((each) => each.textContent.includes(words));
    if (!found) throw new Error(`no button says ${words}`);
    return found;
  };
  return { element, wishes, presses, button, text: () => element.textContent.replace(/\s+/g, " ") };
}

afterEach(() => {
  document.body.replaceChildren();
});

it("shows a site its place in the queue and lets it withdraw", async () => {
  const { element, wishes, button, text } = await drawn(
    "dc-queue",
    aRoom(TAM_DUONG, { queue: [waiting(LAP_THACH), waiting(TAM_DUONG)] }),
  );
  expect(element.querySelector("[aria-current] .dc-queue-place")?.textContent).toBe("2");
  expect(text()).toContain("Bạn: Xã Tam Dương");
  expect(text()).not.toContain("Mời");
  button("Rút").click();
  expect(wishes).toEqual([{ deed: "hand.lower", fields: {} }]);
});

it("lets the chair invite, with the length chosen", async () => {
  const { element, wishes, button } = await drawn("dc-queue", aRoom(CHAIR, { queue: [waiting(TAM_DUONG)] }));
  const length = element.querySelector("select");
  if (!length) throw new Error("the chair chooses a length");
  length.value = "3";
  length.dispatchEvent(new Event("change"));
  expect(button("Mời").getAttribute("aria-label")).toBe("Mời Xã Tam Dương phát biểu");
  button("Mời").click();
  expect(wishes).toEqual([{ deed: "floor.give", fields: { seat: TAM_DUONG, minutes: 3 } }]);
});

it("lets the chair extend, mute and end the turn", async () => {
  const { wishes, button } = await drawn("dc-queue", aRoom(CHAIR, { turn: speaking(TAM_DUONG) }));
  button("1 phút").click();
  button("Tắt tiếng").click();
  button("Dừng").click();
  expect(wishes.map(({ deed }) => deed)).toEqual(["floor.extend", "microphone.mute", "floor.end"]);
});

it("sends what was typed, not an empty line, and keeps Enter for Telex while composing", async () => {
  const { element, wishes } = await drawn("dc-chat", aRoom(TAM_DUONG));
  const field = element.querySelector("textarea");
  if (!field) throw new Error("a field to type in");
  const enter = (more: object = {}) =>
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...more }));
  enter();
  field.value = "  Kính chào  ";
  enter({ isComposing: true });
  enter({ shiftKey: true });
  expect(wishes).toEqual([]);
  enter();
  expect(wishes).toEqual([{ deed: "chat.say", fields: { text: "Kính chào" } }]);
  expect(field.value).toBe("");
});

it("shows text of others as text", async () => {
  const line = { seq: 21, at: AT, seat_id: LAP_THACH, text: "<img src=x onerror=alert(1)>" };
  const { element, text } = await drawn("dc-chat", aRoom(TAM_DUONG, { chat: [line] }));
  expect(element.querySelector("img")).toBeNull();
  expect(text()).toContain("<img src=x");
});

it("locks the microphone of a site until the floor is given", async () => {
  const waitingFor = await drawn("dc-controls", aRoom(TAM_DUONG), { devices: ON });
  const locked = waitingFor.button("Chờ trao quyền");
  expect(locked.getAttribute("aria-disabled")).toBe("true");
  locked.click();
  expect(waitingFor.presses).toEqual([]);
  const given = await drawn("dc-controls", aRoom(TAM_DUONG, { turn: speaking(TAM_DUONG) }), { devices: ON });
  given.button("Tắt micro").click();
  given.button("Kết thúc phát biểu").click();
  expect(given.presses).toEqual(["mic", "hand"]);
});

it.each([
  ["one_mic", speaking(TAM_DUONG), CHAIR, "Một micro: đang khóa"],
  ["free", null, TAM_DUONG, "Tắt micro"],
  ["queue", null, TAM_DUONG, "Chờ trao quyền"],
] as const)("tells the truth of the microphone in the mode %s", async (mode, turn, you, words) => {
  const { button } = await drawn("dc-controls", aRoom(you, { mode, turn }), { devices: ON });
  expect(button(words).dataset["press"]).toBe("mic");
});

it("says who shut a microphone, and leaves it to them", async () => {
  const shut: Partial<RoomState> = { mode: "free", muted: [TAM_DUONG], shut_by_chair: [TAM_DUONG] };
  const { button } = await drawn("dc-controls", aRoom(TAM_DUONG, shut), { devices: ON });
  expect(button("Chủ trì tắt tiếng").getAttribute("aria-disabled")).toBe("true");
});

it("lets only the chair switch the mode, and tells everybody", async () => {
  const chair = await drawn("dc-panel", aRoom(CHAIR), { tab: "queue" });
  const one = chair.element.querySelector<HTMLInputElement>("input[value=one_mic]");
  one?.click();
  expect(chair.wishes).toEqual([{ deed: "floor.mode", fields: { mode: "one_mic" } }]);
  const site = await drawn("dc-panel", aRoom(TAM_DUONG, { mode: "free" }), { tab: "queue" });
  expect(site.element.querySelector("input[name=mode]")).toBeNull();
  expect(site.text()).toContain("Tự do. Ai cũng có thể bật micro để nói.");
});

it("lets the chair shut and pin from the list of who is here", async () => {
  const { wishes, element } = await drawn("dc-people", aRoom(CHAIR, { pinned: LAP_THACH }));
  for (const words of [
    "Tắt tiếng Xã Tam Dương",
    "Ghim Xã Tam Dương cho mọi người",
    "Bỏ ghim Xã Lập Thạch cho mọi người",
  ])
    element.querySelector<HTMLElement>(`[title="${words}"]`)?.click();
  expect(wishes).toEqual([
    { deed: "microphone.mute", fields: { seat: TAM_DUONG } },
    { deed: "stage.pin", fields: { seat: TAM_DUONG } },
    { deed: "stage.pin", fields: { seat: null } },
  ]);
});

it("says that the chair pinned, and whom", async () => {
  const { text } = await drawn("dc-stage", aRoom(TAM_DUONG, { pinned: LAP_THACH }));
  expect(text()).toContain("Chủ trì ghim: Xã Lập Thạch");
});

it.each([
  ["chosen", "Bạn đã chọn tiết kiệm đường truyền", "Bật lại hình"],
  ["line", "Đường truyền yếu: chỉ còn âm thanh và tài liệu. Đường truyền khoảng 240 kbit/s.", "Giữ chế độ này"],
  ["server", "Máy chủ đang bận: chỉ còn âm thanh và tài liệu.", null],
])("says why pictures are left out: %s", async (reason, words, way) => {
  const { text, presses, element } = await drawn("dc-limits", aRoom(TAM_DUONG), {
    limits: { level: "low", reason, kbps: 240 },
  });
  expect(text()).toContain(words);
  const button = element.querySelector("button");
  expect(button?.textContent.trim() ?? null).toBe(way);
  button?.click();
  expect(presses).toEqual(way ? ["low"] : []);
});

it("shows names instead of pictures while the line is saved, and the sign while it is recorded", async () => {
  const low = { ...NO_PICTURES, connected: true, limits: { level: "low", reason: "line", kbps: 240 } };
  const stage = await drawn("dc-stage", aRoom(TAM_DUONG, { turn: speaking(LAP_THACH) }), { pictures: low });
  expect(stage.element.querySelector("dc-tile")).toBeNull();
  expect(stage.text()).toContain("Tạm bớt hình để giữ tiếng");
  const line = { phase: "connected", late: "no", ending: null };
  const top = await drawn("dc-top", aRoom(TAM_DUONG, { recording: true }), { line, skew: 0, limits: low.limits });
  expect(top.text()).toContain("Đang ghi");
  expect(top.text()).toContain("240 kbit/s");
});

it("says which device is missing", async () => {
  const { text } = await drawn("dc-controls", aRoom(CHAIR), { devices: { microphone: "none", camera: "none" } });
  expect(text()).toContain("Không có micro");
  expect(text()).toContain("Không có camera");
});

it("gives the chair the chair's buttons, and only what the meeting's state allows", async () => {
  const open = await drawn("dc-controls", aRoom(CHAIR), { devices: ON });
  expect(open.text()).toContain("Sang mục 2/2");
  expect(open.text()).toContain("Kết thúc họp");
  const room = aRoom(CHAIR);
  const before = await drawn(
    "dc-controls",
    { ...room, meeting: { ...room.meeting, state: "announced" } },
    { devices: ON },
  );
  expect(before.text()).toContain("Khai mạc");
  expect(before.text()).not.toContain("Kết thúc họp");
  const site = await drawn("dc-controls", aRoom(TAM_DUONG), { devices: ON });
  expect(site.text()).not.toContain("Tắt tiếng tất cả");
});

it("counts who is here, and names who is not first", async () => {
  const room = aRoom(CHAIR);
  const seats = room.seats.map((seat) => (seat.id === LAP_THACH ? { ...seat, present: false } : seat));
  const { element, text } = await drawn("dc-people", { ...room, seats });
  expect(text()).toContain("2/3 đang trong phòng");
  expect(element.querySelector("[data-seat]")?.getAttribute("data-seat")).toBe(LAP_THACH);
});

it("moves between the tabs of the panel by arrows", async () => {
  const { element } = await drawn("dc-panel", aRoom(TAM_DUONG), { tab: "queue" });
  const asked: unknown[] = [];
  element.addEventListener("dc-tab", (event) => asked.push((event as CustomEvent<{ tab: string }>).detail.tab));
  const tablist = element.querySelector("[role=tablist]");
  for (const key of ["ArrowRight", "ArrowLeft", "End", "Home", "x"])
    tablist?.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));
  expect(asked).toEqual(["agenda", "minutes", "minutes", "queue"]);
  expect(element.querySelectorAll("[role=tab][tabindex='0']")).toHaveLength(1);
});

it("takes the letter of the given name", () => {
  expect([initial("Tạ Thị Thu Hà"), initial("Điểm cầu Tam Dương "), initial("")]).toEqual(["H", "D", ""]);
});
