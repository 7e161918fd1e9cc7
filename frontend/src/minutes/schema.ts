/**
 * What minutes are made of; the same as SHAPES in rooms/minutes/shapes.py, which refuses anything else.
 * A change here is a new SCHEMA there and in frames.ts: an older page is then let read along only.
 */
import { mergeAttributes, Node, type NodeConfig } from "@tiptap/core";
import Bold from "@tiptap/extension-bold";
import Document from "@tiptap/extension-document";
import Italic from "@tiptap/extension-italic";
import Paragraph from "@tiptap/extension-paragraph";
import Text from "@tiptap/extension-text";
import { msg } from "@lit/localize";
import { taskView } from "./task-view";

/** Attributes are text and never absent: y-prosemirror would delete a node that lacks a required one. */
function attributes(...names: string[]): NonNullable<NodeConfig["addAttributes"]> {
  return () => Object.fromEntries(names.map((name) => [name, { default: "", rendered: false }]));
}

function block(name: string, names: string[], label: (attrs: Record<string, string>) => string): Node {
  return Node.create({
    name,
    group: "block",
    content: "paragraph+",
    defining: true,
    addAttributes: attributes("id", ...names),
    parseHTML: () => [{ tag: `div[data-part=${name}]` }],
    renderHTML: ({ node }) => [
      "div",
      { class: `dc-part dc-part-${name}`, "data-part": name },
      ["p", { class: "dc-part-head", contenteditable: "false" }, label(node.attrs as Record<string, string>)],
      ["div", 0],
    ],
  });
}

const Minutes = Document.extend({ content: "agendaItem+" });

const MinutesParagraph = Paragraph.extend({ addAttributes: attributes("id") });

const AgendaItem = Node.create({
  name: "agendaItem",
  content: "block+",
  isolating: true,
  defining: true,
  selectable: false,
  addAttributes: attributes("id", "number", "title"),
  parseHTML: () => [{ tag: "section[data-part=agendaItem]" }],
  renderHTML: ({ node }) => {
    const { id, number, title } = node.attrs as Record<string, string>;
    return [
      "section",
      { class: "dc-card dc-minutes-item", "data-part": "agendaItem", "data-item": id },
      ["h2", { contenteditable: "false" }, number ? `${number}. ${title ?? ""}` : (title ?? "")],
      ["div", 0],
    ];
  },
});

const Fact = Node.create({
  name: "fact",
  group: "block",
  atom: true,
  addAttributes: attributes("id", "kind", "at", "words"),
  parseHTML: () => [{ tag: "div[data-part=fact]" }],
  renderHTML: ({ node, HTMLAttributes }) => [
    "div",
    mergeAttributes(HTMLAttributes, { class: "dc-fact", "data-part": "fact" }),
    (node.attrs as { words: string }).words,
  ],
});

/** "08:32", as the desk sees it; the record's own words come from the server. */
export function clock(at: string): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return "";
  return time.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
}

const Statement = block("statement", ["speaker", "name", "at"], ({ name = "", at = "" }) =>
  [name || msg("Ý kiến"), clock(at)].filter(Boolean).join(", "),
);
const Conclusion = block("conclusion", [], () => msg("Kết luận"));
const Decision = block("decision", [], () => msg("Quyết nghị"));
const Task = block("task", ["lead", "partners", "due"], () => msg("Nhiệm vụ")).extend({
  addNodeView: () => taskView,
});

export const nodes = [
  Minutes,
  Text,
  MinutesParagraph,
  Bold,
  Italic,
  AgendaItem,
  Statement,
  Conclusion,
  Decision,
  Task,
  Fact,
];
