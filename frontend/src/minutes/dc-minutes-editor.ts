/**
 * <dc-minutes-editor>: the live minutes, for those who write and those who read along.
 *
 * The server decides who may write; the element follows. It shows what was in it (the page's own text) until the server
 * has told everything. What a writer types is kept in IndexedDB too, so a reload or a sleeping phone loses nothing.
 */
import { msg, str } from "@lit/localize";
import { Editor } from "@tiptap/core";
import Collaboration from "@tiptap/extension-collaboration";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { IndexeddbPersistence } from "y-indexeddb";
import * as Y from "yjs";
import { icon, type IconName } from "../ui/icon";
import { toast } from "../ui/toast";
import { carets } from "./carets";
import { YjsConversation } from "./conversation";
import { ROOT } from "./frames";
import { savingWords } from "./saving-words";
import { nodes } from "./schema";
import type { Point } from "./side";
import { deskKeys, goTo, write, writeStatement, type Speaker } from "./writing";

/** What carries the frames: the page's one connection. */
export interface MinutesLine {
  /** False if the line is down. */
  sendBinary: (frame: Uint8Array) => boolean;
  onBinary: (heard: (frame: Uint8Array) => void) => void;
  onState: (changed: (up: boolean) => void) => void;
}

const POINTS = new Set(["conclusion", "decision", "task"]);
const PASTE_MAX = 15_000; // letters
const COMPOSED_MS = 50; // ProseMirror reads a composed word 20 ms after the browser says it is whole
const SPOKEN_EVERY_MS = 30_000; // DESIGN.md 8: the saved state at most once in 30 s

export class DcMinutesEditor extends LitElement {
  static override properties = {
    line: { attribute: false },
    speaker: { attribute: false },
    store: { type: String },
    bare: { type: Boolean },
    ready: { state: true },
  };
  declare line: MinutesLine | null;
  /** Who speaks now: Ctrl+Enter writes their statement. */
  declare speaker: Speaker | null;
  /** Where a writer's unsaved edits are kept, unique per meeting and seat; empty for readers, who keep nothing. */
  declare store: string;
  /** The page shows `saving()` elsewhere. */
  declare bare: boolean;
  declare ready: boolean;
  private readonly doc = new Y.Doc();
  private readonly text = document.createElement("div");
  private conversation: YjsConversation | null = null;
  private kept: IndexeddbPersistence | null = null;
  private editor: Editor | null = null;
  private begun = false;
  private spoken = { words: "", at: 0 };

  constructor() {
    super();
    this.line = null;
    this.speaker = null;
    this.store = "";
    this.bare = false;
    this.ready = false;
    this.text.className = "dc-minutes-text";
  }

  override createRenderRoot(): this {
    this.text.append(...this.childNodes); // the server's own text, until we know more
    return this;
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("line") && this.line && !this.begun) void this.begin(this.line);
    // Only when it changes: setting it redraws, and a redraw amid a composed word puts the caret back.
    if (this.editor && this.editor.isEditable !== this.mayWrite) this.editor.setEditable(this.mayWrite, false);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.isConnected) return;
    this.conversation?.stop();
    this.editor?.destroy();
    void this.kept?.destroy();
  }

  get mayWrite(): boolean {
    return this.conversation?.mayWrite ?? false;
  }

  /** Whether everything typed here is committed on the server. */
  get saved(): boolean {
    return this.conversation?.saving === "saved";
  }

  /** The conclusions, decisions and tasks so far, in their order. */
  points(): Point[] {
    const found: Point[] = [];
    this.editor?.state.doc.descendants((node) => {
      const part = node.type.name;
      if (!POINTS.has(part)) return part === "agendaItem";
      const more = [node.attrs["lead"], node.attrs["due"]].filter(Boolean).join(", ");
      found.push({ part, words: node.textContent, more });
      return false;
    });
    return found.filter(({ words }) => words);
  }

  goTo(item: string): void {
    if (this.editor && this.mayWrite) goTo(this.editor, item);
    else this.querySelector(`[data-item="${CSS.escape(item)}"]`)?.scrollIntoView();
  }

  writeStatement(): void {
    if (this.editor) writeStatement(this.editor, this.speaker);
  }

  private async begin(line: MinutesLine): Promise<void> {
    this.begun = true;
    if (this.store) {
      this.kept = new IndexeddbPersistence(this.store, this.doc);
      await this.kept.whenSynced; // before the first word with the server, so that it hears of what is kept here
    }
    const conversation = (this.conversation = new YjsConversation(this.doc, (frame) => line.sendBinary(frame)));
    conversation.addEventListener("change", () => {
      this.follow(conversation);
    });
    line.onBinary((frame) => {
      conversation.receive(frame);
    });
    line.onState((up) => {
      if (up) conversation.connected();
      else conversation.lost();
    });
  }

  private follow(conversation: YjsConversation): void {
    if (conversation.synced && !this.editor && this.doc.getXmlFragment(ROOT).length > 0) this.open(conversation);
    this.requestUpdate();
    this.dispatchEvent(new Event("change"));
  }

  private open(conversation: YjsConversation): void {
    this.text.replaceChildren();
    this.ready = true;
    this.editor = new Editor({
      element: this.text,
      injectCSS: false, // style-src is 'self'
      editable: conversation.mayWrite,
      extensions: [
        ...nodes,
        Collaboration.configure({ document: this.doc, field: ROOT }),
        carets(conversation.awareness),
        deskKeys(() => this.speaker),
      ],
      editorProps: {
        handlePaste: (_view, event) => tooLong(event.clipboardData?.getData("text/plain") ?? ""),
        attributes: {
          role: "textbox",
          "aria-multiline": "true",
          "aria-label": msg("Nội dung biên bản"),
          lang: "vi",
          spellcheck: "false",
        },
      },
    });
    this.heedComposition(this.editor, conversation);
    this.dispatchEvent(new Event("ready"));
  }

  private heedComposition({ view }: Editor, conversation: YjsConversation): void {
    view.dom.addEventListener("compositionstart", () => {
      conversation.hold();
    });
    view.dom.addEventListener("compositionend", () => {
      setTimeout(() => {
        if (!view.composing) conversation.release();
      }, COMPOSED_MS);
    });
  }

  override render(): TemplateResult {
    return html`${this.mayWrite && this.ready ? this.tools() : this.bare ? nothing : this.saving()} ${this.text}`;
  }

  /** What is said about saving; nothing for those who only read. */
  saving(): TemplateResult | typeof nothing {
    const { conversation } = this;
    if (!conversation) return nothing;
    if (!conversation.mayWrite && conversation.saving === "saved") return nothing;
    const { words, icon: drawing, state } = savingWords(conversation.saving, conversation.kept, conversation.savedAt);
    return html`<p class="dc-minutes-state">
      <span class="dc-state ${state}" data-saving=${conversation.saving}>${icon(drawing)} ${words}</span>
      <span class="visually-hidden" aria-live="polite">${this.say(words, state)}</span>
    </p>`;
  }

  /** Trouble is said at once, good news now and then. */
  private say(words: string, state: string): string {
    const now = Date.now();
    const trouble = state === "warn" || state === "bad";
    if (trouble || now - this.spoken.at > SPOKEN_EVERY_MS) this.spoken = { words, at: now };
    return this.spoken.words;
  }

  private tools(): TemplateResult {
    const run = (deed: (editor: Editor) => unknown) => () => {
      if (this.editor) deed(this.editor);
    };
    const quiet = (name: IconName, label: string, keys: string, deed: (editor: Editor) => unknown): TemplateResult =>
      html`<button
        type="button"
        class="dc-icon-button"
        title="${label} (${keys})"
        aria-label=${label}
        @click=${run(deed)}
      >
        ${icon(name)}
      </button>`;
    const named = (name: IconName, label: string, keys: string, deed: (editor: Editor) => unknown): TemplateResult =>
      html`<button
        type="button"
        class="btn btn-quiet btn-sm"
        title=${keys}
        aria-keyshortcuts=${keys}
        @click=${run(deed)}
      >
        ${icon(name)} ${label}
      </button>`;
    return html`<div class="dc-minutes-tools" role="toolbar" aria-label=${msg("Soạn biên bản")}>
      ${quiet("undo-2", msg("Hoàn tác"), "Ctrl+Z", (editor) => editor.commands.undo())}
      ${quiet("redo-2", msg("Làm lại"), "Ctrl+Y", (editor) => editor.commands.redo())}
      <span class="dc-minutes-rule"></span>
      ${quiet("bold", msg("Chữ đậm"), "Ctrl+B", (editor) => editor.chain().focus().toggleBold().run())}
      ${quiet("italic", msg("Chữ nghiêng"), "Ctrl+I", (editor) => editor.chain().focus().toggleItalic().run())}
      <span class="dc-minutes-rule"></span>
      ${named("mic", msg("Ý kiến"), "Control+Enter", (editor) => writeStatement(editor, this.speaker))}
      ${named("gavel", msg("Kết luận"), "Control+Shift+K", (editor) => write(editor, "conclusion"))}
      ${named("badge-check", msg("Quyết nghị"), "", (editor) => write(editor, "decision"))}
      ${named("list-checks", msg("Nhiệm vụ"), "Alt+Shift+T", (editor) => write(editor, "task"))}
      ${this.bare ? nothing : this.saving()}
    </div>`;
  }
}

/** The server takes 64 kB at once, and a letter of Vietnamese may be three bytes. */
function tooLong(text: string): boolean {
  if (text.length <= PASTE_MAX) return false;
  toast({ words: msg(str`Đoạn dán dài ${text.length} ký tự; mỗi lần dán tối đa ${PASTE_MAX}.`), state: "warn" });
  return true;
}

customElements.define("dc-minutes-editor", DcMinutesEditor);

declare global {
  interface HTMLElementTagNameMap {
    "dc-minutes-editor": DcMinutesEditor;
  }
}
