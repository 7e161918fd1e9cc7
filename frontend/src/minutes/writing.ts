/** What the desk's buttons and keys write: a statement, a conclusion, a decision, a task, each in its agenda item. */
import { Extension, type Editor } from "@tiptap/core";
import { TextSelection } from "@tiptap/pm/state";

export interface Speaker {
  seat: string;
  name: string;
}

export type Part = "statement" | "conclusion" | "decision" | "task";

const ITEM_DEPTH = 1; // doc > agendaItem > block

/** Puts a new part after the block with the caret, in place of it if it is an empty line, and goes into it. */
export function write(editor: Editor, part: Part, attrs: Record<string, string> = {}): boolean {
  const { state, view } = editor;
  const type = state.schema.nodes[part];
  const { $from } = state.selection;
  if (!type || !editor.isEditable || $from.depth < ITEM_DEPTH) return false;
  const made = type.createAndFill({ id: crypto.randomUUID(), ...attrs });
  if (!made) return false;
  const inBlock = $from.depth > ITEM_DEPTH;
  const block = inBlock ? $from.node(ITEM_DEPTH + 1) : null;
  const empty = block?.type.name === "paragraph" && block.content.size === 0;
  const end = inBlock ? $from.after(ITEM_DEPTH + 1) : $from.end(ITEM_DEPTH);
  const start = empty && inBlock ? $from.before(ITEM_DEPTH + 1) : end;
  // Somewhere to go on writing after it; facts are put before that line, too.
  const line = end === $from.end(ITEM_DEPTH) ? state.schema.nodes["paragraph"]?.createAndFill() : null;
  const tr = state.tr.replaceWith(start, end, line ? [made, line] : made);
  tr.setSelection(TextSelection.near(tr.doc.resolve(start + 2))).scrollIntoView();
  view.dispatch(tr);
  view.focus();
  return true;
}

export function writeStatement(editor: Editor, speaker: Speaker | null): boolean {
  const who = speaker ? { speaker: `seat:${speaker.seat}`, name: speaker.name } : {};
  return write(editor, "statement", { ...who, at: new Date().toISOString() });
}

/** Puts the caret at the end of an agenda item, where one goes on writing. */
export function goTo(editor: Editor, item: string): void {
  editor.state.doc.forEach((node, offset) => {
    if (node.attrs["id"] !== item) return;
    const end = TextSelection.near(editor.state.doc.resolve(offset + node.nodeSize - 1), -1);
    editor.view.dispatch(editor.state.tr.setSelection(end).scrollIntoView());
    editor.view.focus();
  });
}

/**
 * The desk's keys. Chromium keeps Ctrl+Shift+T (reopen a tab) to itself in a window with tabs, so a task has
 * Alt+Shift+T as well.
 */
export const deskKeys = (speaker: () => Speaker | null): Extension =>
  Extension.create({
    name: "deskKeys",
    priority: 1000,
    addKeyboardShortcuts() {
      const task = (): boolean => write(this.editor, "task");
      return {
        "Mod-Enter": () => writeStatement(this.editor, speaker()),
        "Mod-Shift-k": () => write(this.editor, "conclusion"),
        "Mod-Shift-t": task,
        "Alt-Shift-t": task,
      };
    },
  });
