/**
 * What the buttons and keys of the room do, by name; the keys of DESIGN.md 8. Pure.
 *
 * Letters alone are shortcuts only while nobody types, and can be switched off (WCAG 2.1.4).
 */
export type Press =
  | "mic"
  | "camera"
  | "hand"
  | "share"
  | "low"
  | "record"
  | "page_back"
  | "page_on"
  | "chat"
  | "minutes"
  | "main_full"
  | "help"
  | "leave"
  | "mute_all"
  | "next_item"
  | "extend"
  | "invite"
  | "open"
  | "close";

export interface KeyStroke {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  repeat: boolean;
}

const FOR_ALL: Readonly<Record<string, Press>> = {
  m: "mic",
  v: "camera",
  h: "hand",
  s: "share",
  c: "chat",
  b: "minutes",
  p: "main_full",
  "?": "help",
  ArrowLeft: "page_back",
  ArrowRight: "page_on",
};
const FOR_CHAIR: Readonly<Record<string, Press>> = { "+": "extend", n: "next_item", Enter: "invite" };

export function pressOf(stroke: KeyStroke, chair: boolean): Press | null {
  if (stroke.ctrlKey || stroke.altKey || stroke.metaKey || stroke.repeat) return null;
  const key = stroke.key.length === 1 ? stroke.key.toLowerCase() : stroke.key;
  if (chair && key === "m" && stroke.shiftKey) return "mute_all";
  if (stroke.shiftKey && /^[a-z]$/.test(key)) return null;
  return FOR_ALL[key] ?? (chair ? (FOR_CHAIR[key] ?? null) : null);
}

/** Whether this element takes letters for itself: then no shortcut. */
export function takesLetters(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

/** Whether this key, held, opens the microphone. */
export const isTalkKey = ({ key, ctrlKey, altKey, metaKey }: Omit<KeyStroke, "repeat" | "shiftKey">): boolean =>
  key === " " && !ctrlKey && !altKey && !metaKey;

/** Whether Enter and Space already mean something on this element. */
export function takesEnter(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("a, button, summary, dialog, [role=tab]") !== null;
}
