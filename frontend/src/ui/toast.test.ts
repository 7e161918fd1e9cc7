import { afterEach, expect, test, vi } from "vitest";
import { toast } from "./toast";

afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

test("a toast is said politely, offers its deed, and leaves when that is done", () => {
  const run = vi.fn();
  toast({ words: "Đã dời cuộc họp", action: { words: "Hoàn tác", run } });
  const shown = document.querySelector('[aria-live="polite"] .dc-toast.ok');
  expect(shown?.textContent).toContain("Đã dời cuộc họp");
  document.querySelector<HTMLButtonElement>(".dc-toast button")?.click();
  expect(run).toHaveBeenCalledOnce();
  expect(document.querySelector(".dc-toast")).toBeNull();
});

test("a fault is said at once and stays until taken away", () => {
  vi.useFakeTimers();
  const leave = toast({ words: "Mất kết nối", state: "bad", lasts_ms: null });
  vi.advanceTimersByTime(60_000);
  expect(document.querySelector('[aria-live="assertive"] .dc-toast')).not.toBeNull();
  leave();
  expect(document.querySelector(".dc-toast")).toBeNull();
});

test("a toast leaves by itself after eight seconds", () => {
  vi.useFakeTimers();
  toast({ words: "Đã lưu" });
  vi.advanceTimersByTime(8_001);
  expect(document.querySelector(".dc-toast")).toBeNull();
});
