/**
 * One editor's Yjs conversation with the minutes hub, over binary frames that somebody else carries.
 *
 * What is typed here is in the document at once; it is *saved* only when the server has acknowledged every frame, because
 * it acknowledges after its commit. While the line is down edits stay in the document (and in IndexedDB); after it is
 * back the server says what it has, and one frame brings what it lacks.
 */
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate, removeAwarenessStates } from "y-protocols/awareness";
import * as Y from "yjs";
import * as frames from "./frames";

/**
 * A burst goes out gathered. Each letter is an edit and a caret, and a frame of either costs the same whatever is in it:
 * a held key or a quick hand would pass the 50 frames/s that the server takes from a socket, and then be read late.
 */
const GATHER_MS = 50; // 20 times an edit and a caret: 40 frames/s
const GATHERED_MAX = 16_000; // bytes; the server takes 64 kB at once, and a paste is an edit by itself

/** `offline`: nothing can be said about saving; `locked`: read along, but edits of ours did not get in. */
export type Saving = "saved" | "saving" | "offline" | "locked";

export class YjsConversation extends EventTarget {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  mayWrite = false;
  /** The server has told everything that it had. */
  synced = false;
  savedAt: Date | null = null;
  private sent = 0;
  private acked = 0;
  private gathered: Uint8Array[] = []; // edits of the last GATHER_MS, to go together
  private caretMoved = false;
  private resting: ReturnType<typeof setTimeout> | null = null; // something went just now; what comes is gathered
  private edits = 0; // made here and not yet acknowledged, whether sent or not
  private online = false;
  private waiting: (() => void)[] | null = null; // what others did while a word is being composed here
  private serverHas: Uint8Array | null = null; // until we have answered it
  private answered = false;
  private greeted = false; // the server has said on this line whether we may write
  private readonly send: (frame: Uint8Array) => boolean;

  constructor(doc: Y.Doc, send: (frame: Uint8Array) => boolean) {
    super();
    this.doc = doc;
    this.send = send;
    this.awareness = new Awareness(doc);
    doc.on("update", this.changed);
    this.awareness.on("update", this.moved);
  }

  get saving(): Saving {
    if (!this.online) return "offline";
    if (!this.mayWrite) return this.edits > 0 ? "locked" : "saved";
    return this.allAcknowledged ? "saved" : "saving";
  }

  private get allAcknowledged(): boolean {
    return this.answered && this.acked === this.sent && this.gathered.length === 0;
  }

  /** How many edits only this computer holds. */
  get kept(): number {
    return this.edits;
  }

  /** The line is up: begin anew, whatever was on its way before. */
  connected(): void {
    this.sent = this.acked = 0;
    this.forget();
    this.answered = false;
    this.greeted = false; // `mayWrite` stays as it was: whoever types while the line comes back types on
    this.serverHas = null;
    this.online = true;
    this.send(frames.hello(frames.SCHEMA));
    this.send(frames.step1(Y.encodeStateVector(this.doc)));
    this.tell();
  }

  /** The line is down. */
  lost(): void {
    this.online = false;
    this.answered = false;
    this.forget();
    const others = [...this.awareness.getStates().keys()].filter((id) => id !== this.doc.clientID);
    removeAwarenessStates(this.awareness, others, this);
    this.tell();
  }

  /**
   * An input method composes a word: what others write waits. A redraw in the middle of it would put the caret where it
   * was before the letters that the editor has not read yet, and the next word would land inside the last one.
   */
  hold(): void {
    this.waiting ??= [];
  }

  /** The word is whole: take what others did meanwhile. */
  release(): void {
    const waiting = this.waiting ?? [];
    this.waiting = null;
    for (const take of waiting) take();
  }

  stop(): void {
    this.flush();
    this.forget();
    this.doc.off("update", this.changed);
    this.awareness.off("update", this.moved);
    this.awareness.destroy();
  }

  receive(frame: Uint8Array): void {
    const reader = new frames.Reader(frame);
    switch (reader.number()) {
      case frames.SYNC:
        this.syncs(reader.number(), reader.block());
        break;
      case frames.AWARENESS:
        this.carets(reader.block().slice());
        break;
      case frames.ACK:
        reader.number();
        this.acknowledged(reader.number());
        break;
      case frames.MODE:
        this.mayWrite = reader.number() === 1;
        this.greeted = true;
        this.answer();
        this.tell();
        break;
    }
  }

  private syncs(kind: number, block: Uint8Array): void {
    const data = block.slice();
    if (kind === frames.STEP_1) {
      this.serverHas = data;
      this.answer();
      this.tell();
      return;
    }
    this.soon(() => {
      Y.applyUpdate(this.doc, data, this);
      if (kind === frames.STEP_2) this.synced = true;
      this.tell();
    });
  }

  private carets(data: Uint8Array): void {
    this.soon(() => {
      applyAwarenessUpdate(this.awareness, data, this);
    });
  }

  private soon(take: () => void): void {
    if (this.waiting) this.waiting.push(take);
    else take();
  }

  /** Only a writer answers what the server lacks; before that nothing else is sent, or a gap would arise. */
  private answer(): void {
    if (!this.greeted || !this.mayWrite || !this.serverHas) return;
    const vector = this.serverHas;
    this.serverHas = null;
    this.answered = true;
    this.gathered = []; // the answer has it
    this.put(frames.step2(Y.encodeStateAsUpdate(this.doc, vector)));
  }

  private put(frame: Uint8Array): void {
    if (this.send(frame)) this.sent += 1;
    else this.answered = false; // the line went down without a word; what was not sent goes with the next answer
  }

  private acknowledged(count: number): void {
    this.acked += count;
    if (this.allAcknowledged) {
      this.edits = 0;
      this.savedAt = new Date();
    }
    this.tell();
  }

  private readonly changed = (data: Uint8Array, origin: unknown): void => {
    if (origin === this) return;
    this.edits += 1;
    if (this.answered && this.mayWrite) this.gather(data);
    this.tell();
  };

  private readonly moved = (_changes: unknown, origin: unknown): void => {
    if (origin === this || !this.answered || !this.mayWrite) return;
    this.caretMoved = true;
    this.sendSoon();
  };

  private gather(data: Uint8Array): void {
    const size = this.gathered.reduce((sum, edit) => sum + edit.length, data.length);
    if (size > GATHERED_MAX) this.flush();
    this.gathered.push(data);
    this.sendSoon();
  }

  /** At once if nothing went just now. */
  private sendSoon(): void {
    if (this.resting !== null) return;
    this.flush();
    this.resting = setTimeout(() => {
      this.resting = null;
      if (this.gathered.length > 0 || this.caretMoved) this.sendSoon();
    }, GATHER_MS);
  }

  /** The edits first: a caret stands beside a letter that the others must have. */
  private flush(): void {
    const { gathered, caretMoved } = this;
    this.gathered = [];
    this.caretMoved = false;
    if (!this.answered || !this.mayWrite) return;
    if (gathered.length > 0) this.put(frames.update(Y.mergeUpdates(gathered)));
    if (caretMoved) this.send(frames.awareness(encodeAwarenessUpdate(this.awareness, [this.doc.clientID])));
  }

  /** What was gathered stays in the document, and goes with the next answer. */
  private forget(): void {
    if (this.resting !== null) clearTimeout(this.resting);
    this.resting = null;
    this.gathered = [];
    this.caretMoved = false;
  }

  private tell(): void {
    this.dispatchEvent(new Event("change"));
  }
}
