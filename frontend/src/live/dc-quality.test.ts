import { afterEach, expect, it, vi } from "vitest";
import { DcQuality } from "./dc-quality";
import { aRoom, CHAIR, LAP_THACH, TAM_DUONG } from "./made";
import type { LineQuality } from "./messages";

function aLine(seat: string, more: Partial<LineQuality> = {}): LineQuality {
  return {
    seat,
    rtt_ms: 60,
    up_kbps: 900,
    down_kbps: 2449,
    up_lost_permille: 0,
    down_lost_permille: 2,
    jitter_ms: 5,
    layers: ["l", "m", "h"],
    level: "full",
    ...more,
  };
}

async function drawn() {
  const element = new DcQuality();
  const watched: boolean[] = [];
  const said: string[] = [];
  Object.assign(element, { room: aRoom(CHAIR), watch: (on: boolean) => watched.push(on) });
  element.addEventListener("dc-say", (event) => said.push((event as CustomEvent<{ words: string }>).detail.words));
  document.body.append(element);
  await element.updateComplete;
  return {
    element,
    watched,
    said,
    open: async () => {
      const details = element.querySelector("details");
      if (!details) throw new Error("nothing to open");
      details.open = true;
      details.dispatchEvent(new Event("toggle"));
      await element.updateComplete;
    },
    tell: async (...lines: LineQuality[]) => {
      element.lines = lines;
      await element.updateComplete;
    },
    names: () => [...element.querySelectorAll("tbody th")].map((cell) => cell.textContent.trim()),
  };
}

afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
});

it("has the node measure only while the list is open", async () => {
  const { element, watched, open } = await drawn();
  expect(watched).toEqual([]);
  await open();
  expect(element.textContent).toContain("Đang đo");
  element.remove();
  expect(watched).toEqual([true, false]);
});

it("puts the worst first, in words and figures", async () => {
  const { element, open, tell, names } = await drawn();
  await open();
  await tell(aLine(CHAIR), aLine(TAM_DUONG, { down_lost_permille: 62, rtt_ms: null }));
  expect(names()).toEqual(["Xã Lập Thạch", "Xã Tam Dương", "Trần Quang Vịnh"]);
  const rows = [...element.querySelectorAll("tbody tr")].map((row) => row.textContent.replace(/\s+/g, " "));
  expect(rows[0]).toContain("Chưa có hình, tiếng");
  expect(rows[1]).toMatch(/Kém.*900 kbit\/s.*2,4 Mbit\/s.*↑ 0 % ↓ 6,2 %.*–/u);
  expect(rows[2]).toMatch(/Tốt.*60 ms/u);
});

it("keeps rows and their elements where they are while words do not change", async () => {
  const { element, open, tell, names } = await drawn();
  await open();
  await tell(aLine(CHAIR), aLine(TAM_DUONG), aLine(LAP_THACH, { up_kbps: 10 }));
  const before = [...element.querySelectorAll("tbody tr")];
  const order = names();
  await tell(aLine(LAP_THACH, { up_kbps: 2000 }), aLine(TAM_DUONG, { rtt_ms: 90 }), aLine(CHAIR));
  expect(names()).toEqual(order);
  expect([...element.querySelectorAll("tbody tr")].every((row, nth) => row === before[nth])).toBe(true);
});

it("shows who is limited, and both browsers of one seat", async () => {
  const { element, open, tell, names } = await drawn();
  await open();
  await tell(
    aLine(CHAIR),
    aLine(TAM_DUONG, { level: "low" }),
    aLine(TAM_DUONG),
    aLine(LAP_THACH, { level: "reduced" }),
  );
  expect(names()).toEqual(["Xã Tam Dương", "Xã Tam Dương (2)", "Xã Lập Thạch", "Trần Quang Vịnh"]);
  expect(element.textContent).toContain("chỉ còn tiếng và tài liệu");
  expect(element.textContent).toContain("đã giảm hình");
});

it("says so when the node falls silent, and shows the lines again when it is back", async () => {
  vi.useFakeTimers();
  const { element, open, tell } = await drawn();
  await open();
  await tell(aLine(CHAIR));
  await vi.advanceTimersByTimeAsync(7_100);
  await element.updateComplete;
  expect(element.textContent).toContain("Máy chủ hình, tiếng chưa trả lời");
  await tell(aLine(CHAIR));
  expect(element.textContent).not.toContain("chưa trả lời");
  expect(element.querySelectorAll("tbody tr")).toHaveLength(3);
});

it("tells a screen reader who fell to poor, once", async () => {
  const { open, tell, said } = await drawn();
  await open();
  await tell(aLine(CHAIR), aLine(TAM_DUONG, { rtt_ms: 900 }));
  await tell(aLine(CHAIR), aLine(TAM_DUONG, { rtt_ms: 950 }));
  expect(said).toEqual(["Đường truyền kém: Xã Tam Dương"]);
});
