import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Awareness, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import { YjsConversation } from "./conversation";
import * as frames from "./frames";

/** A hub of the test: keeps its own copy, acknowledges when told to. */
class Hub {
  readonly doc = new Y.Doc();
  readonly heard: { kind: string; data: Uint8Array }[] = [];
  up = true;
  private unacked = 0;

  readonly take = (frame: Uint8Array): boolean => {
    if (!this.up) return false;
    const reader = new frames.Reader(frame);
    const kind = reader.number();
    if (kind === frames.HELLO) this.note("hello", Uint8Array.of(reader.number()));
    else if (kind === frames.AWARENESS) this.note("caret", reader.block());
    else {
      const step = reader.number();
      const data = reader.block();
      this.note(["step1", "step2", "update"][step] ?? "?", data);
      if (step === frames.STEP_1) return true;
      Y.applyUpdate(this.doc, data);
      this.unacked += 1;
    }
    return true;
  };

  get kinds(): string[] {
    return this.heard.map(({ kind }) => kind);
  }

  /** What the server says first to a browser: its own question, then the right to write, then what the browser lacks. */
  welcome(conversation: YjsConversation, mayWrite = true): void {
    conversation.receive(frames.step1(Y.encodeStateVector(this.doc)));
    conversation.receive(Uint8Array.of(frames.MODE, mayWrite ? 1 : 0));
    conversation.receive(frames.step2(Y.encodeStateAsUpdate(this.doc)));
  }

  acknowledge(conversation: YjsConversation, count = this.unacked): void {
    this.unacked -= count;
    conversation.receive(Uint8Array.of(frames.ACK, ...frames.number(300), ...frames.number(count)));
  }

  get words(): string {
    return this.doc.getText("words").toJSON();
  }

  private note(kind: string, data: Uint8Array): void {
    this.heard.push({ kind, data: data.slice() });
  }
}

describe("YjsConversation", () => {
  let hub: Hub;
  let doc: Y.Doc;
  let conversation: YjsConversation;
  const type = (letters: string): void => {
    doc.getText("words").insert(doc.getText("words").length, letters);
  };

  const rest = (): void => {
    vi.advanceTimersByTime(60);
  };

  beforeEach(() => {
    vi.useFakeTimers();
    hub = new Hub();
    doc = new Y.Doc();
    conversation = new YjsConversation(doc, hub.take);
  });

  afterEach(() => {
    conversation.stop();
    vi.useRealTimers();
  });

  it("greets with the schema, then asks what it lacks", () => {
    conversation.connected();
    expect(hub.kinds).toEqual(["hello", "step1"]);
    expect(conversation.saving).toBe("saved"); // a reader has nothing to save
  });

  it("answers what the server lacks only once it may write", () => {
    conversation.connected();
    hub.welcome(conversation);
    expect(hub.kinds).toEqual(["hello", "step1", "step2"]);
    expect(conversation.synced).toBe(true);
  });

  it("says saved only when every frame is acknowledged", () => {
    conversation.connected();
    hub.welcome(conversation);
    expect(conversation.saving).toBe("saving");
    hub.acknowledge(conversation);
    expect(conversation.saving).toBe("saved");
    type("Tỷ lệ ");
    type("95,1%");
    expect(conversation.saving).toBe("saving");
    hub.acknowledge(conversation, 1);
    expect(conversation.saving).toBe("saving");
    rest();
    hub.acknowledge(conversation, 1);
    expect(conversation.saving).toBe("saved");
    expect(conversation.kept).toBe(0);
    expect(conversation.savedAt).not.toBeNull();
    expect(hub.words).toBe("Tỷ lệ 95,1%");
  });

  it("sends the first letter at once and gathers a burst, so that the server's 50 frames/s are never reached", () => {
    conversation.connected();
    hub.welcome(conversation);
    const before = hub.heard.length;
    type("V");
    expect(hub.words).toBe("V");
    for (let number = 0; number < 500; number += 1) {
      type("-");
      conversation.awareness.setLocalStateField("cursor", { anchor: number });
      vi.advanceTimersByTime(2);
    }
    expect(hub.heard.length - before).toBeLessThan(50);
    rest();
    expect(hub.words).toBe(`V${"-".repeat(500)}`);
    expect(hub.kinds.slice(-2)).toEqual(["update", "caret"]);
    hub.acknowledge(conversation);
    expect(conversation.saving).toBe("saved");
  });

  it("does not gather a paste into more than the server takes at once", () => {
    conversation.connected();
    hub.welcome(conversation);
    for (let pastes = 0; pastes < 5; pastes += 1) type("ệ".repeat(15_000));
    rest();
    const sizes = hub.heard.filter(({ kind }) => kind === "update").map(({ data }) => data.length);
    expect(sizes).toHaveLength(5);
    expect(Math.max(...sizes)).toBeLessThan(64_000);
  });

  it("brings with the next answer what was gathered when the line went down", () => {
    conversation.connected();
    hub.welcome(conversation);
    type("một ");
    type("hai");
    conversation.lost();
    rest();
    expect(hub.words).toBe("một ");
    conversation.connected();
    hub.welcome(conversation);
    expect(hub.words).toBe("một hai");
    expect(hub.kinds.filter((kind) => kind === "update")).toHaveLength(1);
  });

  it("sends what was gathered when the page lets go", () => {
    conversation.connected();
    hub.welcome(conversation);
    type("lời ");
    type("cuối");
    conversation.stop();
    expect(hub.words).toBe("lời cuối");
  });

  it("keeps what is typed while the line is down, counts it, and brings it when the line is back", () => {
    conversation.connected();
    hub.welcome(conversation);
    hub.acknowledge(conversation);
    hub.up = false;
    conversation.lost();
    type("đường ");
    type("Việt");
    expect(conversation.saving).toBe("offline");
    expect(conversation.kept).toBe(2);
    hub.up = true;
    conversation.connected();
    hub.welcome(conversation);
    expect(conversation.saving).toBe("saving");
    expect(hub.words).toBe("đường Việt");
    hub.acknowledge(conversation);
    expect([conversation.saving, conversation.kept]).toEqual(["saved", 0]);
  });

  it("does not take an acknowledgement of the last line for one of this", () => {
    conversation.connected();
    hub.welcome(conversation);
    type("mất");
    conversation.lost();
    conversation.connected();
    hub.welcome(conversation);
    hub.acknowledge(conversation, 1);
    expect(conversation.saving).toBe("saved");
  });

  it("sends no edit before it has answered the server, or a gap would arise", () => {
    conversation.connected();
    type("sớm");
    expect(hub.kinds).toEqual(["hello", "step1"]);
    hub.welcome(conversation);
    expect(hub.words).toBe("sớm");
  });

  it("notices a line that went down without a word", () => {
    conversation.connected();
    hub.welcome(conversation);
    hub.acknowledge(conversation);
    hub.up = false;
    type("chưa ai biết");
    expect(conversation.kept).toBe(1);
    expect(conversation.saving).not.toBe("saved");
  });

  it("reads along without sending a letter", () => {
    hub.doc.getText("words").insert(0, "Kết luận");
    conversation.connected();
    hub.welcome(conversation, false);
    expect(doc.getText("words").toJSON()).toBe("Kết luận");
    type("của tôi");
    expect(hub.kinds).toEqual(["hello", "step1"]);
    expect([conversation.saving, conversation.kept]).toEqual(["locked", 1]);
  });

  it("lets its writer type on while the line comes back, and says nothing before the server has greeted", () => {
    conversation.connected();
    hub.welcome(conversation);
    hub.acknowledge(conversation);
    conversation.lost();
    conversation.connected();
    conversation.receive(frames.step1(Y.encodeStateVector(hub.doc)));
    expect(conversation.mayWrite).toBe(true);
    const before = hub.kinds.length;
    type("giữa hai đường truyền");
    expect(hub.kinds.length).toBe(before);
    conversation.receive(Uint8Array.of(frames.MODE, 1));
    expect(hub.words).toContain("giữa hai đường truyền");
  });

  it("lets what others write wait while a word is being composed", () => {
    conversation.connected();
    hub.welcome(conversation);
    const other = new Y.Doc();
    other.getText("words").insert(0, "của người khác");
    conversation.hold();
    conversation.receive(frames.update(Y.encodeStateAsUpdate(other)));
    type("đường");
    expect(doc.getText("words").toJSON()).toBe("đường");
    conversation.release();
    expect(doc.getText("words").toJSON()).toContain("của người khác");
    expect(hub.words).toBe("đường");
  });

  it("stops writing when the record is signed", () => {
    conversation.connected();
    hub.welcome(conversation);
    hub.acknowledge(conversation);
    conversation.receive(Uint8Array.of(frames.MODE, 0));
    type("quá muộn");
    expect(hub.words).toBe("");
    expect(conversation.saving).toBe("locked");
  });

  it("shows the carets of others while the line is up, and its own to them", () => {
    const other = new Awareness(new Y.Doc());
    other.setLocalState({ user: { name: "Lê Thị Hòa" }, cursor: null });
    conversation.connected();
    hub.welcome(conversation);
    conversation.awareness.setLocalStateField("cursor", { anchor: 1 });
    expect(hub.kinds).toContain("caret");
    conversation.receive(frames.awareness(encodeAwarenessUpdate(other, [other.doc.clientID])));
    expect(conversation.awareness.getStates().has(other.doc.clientID)).toBe(true);
    conversation.lost();
    expect(conversation.awareness.getStates().has(other.doc.clientID)).toBe(false);
    other.destroy();
  });
});

describe("frames", () => {
  it.each([0, 127, 128, 16_384, 2 ** 31, 2 ** 53 - 1])("writes %d so that it is read again", (value) => {
    expect(new frames.Reader(Uint8Array.from(frames.number(value))).number()).toBe(value);
  });

  it("refuses a frame that ends early", () => {
    expect(() => new frames.Reader(Uint8Array.of(5, 1)).block()).toThrow(RangeError);
  });
});
