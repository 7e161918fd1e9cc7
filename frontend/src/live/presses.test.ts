import { expect, it } from "vitest";
import { pressOf, takesEnter, takesLetters, type KeyStroke } from "./presses";

const key = (key: string, more: Partial<KeyStroke> = {}): KeyStroke => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  repeat: false,
  ...more,
});

it.each([
  ["m", "mic"],
  ["V", "camera"],
  ["h", "hand"],
  ["c", "chat"],
  ["b", "minutes"],
  ["p", "main_full"],
  ["?", "help"],
])("%s is for everybody", (letter, press) => {
  expect(pressOf(key(letter), false)).toBe(press);
});

it("keeps the chair's keys from the others", () => {
  for (const letter of ["n", "+", "Enter"]) expect(pressOf(key(letter), false)).toBeNull();
  expect([key("n"), key("+", { shiftKey: true }), key("Enter")].map((stroke) => pressOf(stroke, true))).toEqual([
    "next_item",
    "extend",
    "invite",
  ]);
  expect(pressOf(key("M", { shiftKey: true }), true)).toBe("mute_all");
  expect(pressOf(key("M", { shiftKey: true }), false)).toBeNull();
});

it("leaves the browser's own keys and a key held down alone", () => {
  expect(pressOf(key("c", { ctrlKey: true }), true)).toBeNull();
  expect(pressOf(key("m", { repeat: true }), true)).toBeNull();
  expect(pressOf(key("x"), true)).toBeNull();
});

it("is off while somebody types", () => {
  document.body.innerHTML = "<textarea></textarea><button></button><div contenteditable><p></p></div>"; // eslint-disable-line no-restricted-syntax -- a test's own page
  const [area, button, editor] = ["textarea", "button", "p"].map((name) => document.querySelector(name));
  expect([area, button, editor].map((target) => takesLetters(target ?? null))).toEqual([true, false, true]);
  expect(takesEnter(button ?? null)).toBe(true);
});
