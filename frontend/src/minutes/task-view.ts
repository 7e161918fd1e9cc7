/** A task as the desk fills it in: what is to be done, who leads, who joins, by when. */
import { msg } from "@lit/localize";
import type { NodeViewRendererProps } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import type { NodeView } from "@tiptap/pm/view";

const FIELDS = ["lead", "partners", "due"] as const;
type Field = (typeof FIELDS)[number];

const labels = (): Record<Field, string> => ({
  lead: msg("Chủ trì"),
  partners: msg("Phối hợp"),
  due: msg("Thời hạn"),
});

export function taskView({ node, view, getPos }: NodeViewRendererProps): NodeView {
  const dom = element("div", "dc-part dc-part-task");
  const head = element("p", "dc-part-head");
  head.contentEditable = "false";
  head.textContent = msg("Nhiệm vụ");
  const contentDOM = element("div");
  const table = element("div", "dc-task-fields");
  table.contentEditable = "false";
  const inputs = FIELDS.map((field) => input(field, table));
  dom.append(head, contentDOM, table);

  const show = (shown: Node): void => {
    FIELDS.forEach((field, place) => {
      const box = inputs[place];
      if (!box) return;
      box.readOnly = !view.editable;
      if (document.activeElement !== box) box.value = String(shown.attrs[field] ?? "");
    });
  };
  table.addEventListener("change", (event) => {
    const box = event.target as HTMLInputElement;
    const at = getPos();
    if (at === undefined || !view.editable) return;
    view.dispatch(view.state.tr.setNodeAttribute(at, box.name, box.value.trim().normalize("NFC")));
  });
  show(node);
  return {
    dom,
    contentDOM,
    update(next) {
      if (next.type !== node.type) return false;
      show(next);
      return true;
    },
    stopEvent: (event) => table.contains(event.target as HTMLElement),
    ignoreMutation: (change) => change.type !== "selection" && !contentDOM.contains(change.target),
  };
}

function element(name: "div" | "p", className = ""): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  return made;
}

function input(field: Field, table: HTMLElement): HTMLInputElement {
  const label = document.createElement("label");
  const words = document.createElement("span");
  words.textContent = labels()[field];
  const box = document.createElement("input");
  box.name = field;
  box.className = "form-control";
  box.maxLength = 500;
  label.append(words, box);
  table.append(label);
  return box;
}
