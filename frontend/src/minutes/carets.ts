/** Carets of the other writers: a thin line with a name, in one of four quiet colours, never moving by itself. */
import { Extension } from "@tiptap/core";
import type { Plugin } from "@tiptap/pm/state";
import { yCursorPlugin } from "@tiptap/y-tiptap";
import type { Awareness } from "y-protocols/awareness";

const COLOURS = 4;

interface Writer {
  id?: string;
  name?: string;
}

/** The same writer has the same colour on every screen. */
export function colourOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % COLOURS;
}

function caret({ id = "", name = "" }: Writer): HTMLElement {
  const line = document.createElement("span");
  line.className = `dc-caret dc-caret-${colourOf(id)}`;
  const label = document.createElement("span");
  label.className = "dc-caret-name";
  label.textContent = name;
  line.append(label);
  return line;
}

export const carets = (awareness: Awareness): Extension =>
  Extension.create({
    name: "carets",
    addProseMirrorPlugins: (): Plugin[] => [
      yCursorPlugin(awareness, {
        cursorBuilder: caret,
        selectionBuilder: ({ id = "" }: Writer) => ({ class: `dc-caret-range dc-caret-${colourOf(id)}` }),
      }) as Plugin,
    ],
  });
