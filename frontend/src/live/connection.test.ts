import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { waitBefore } from "./backoff";
import { Connection, TicketRefused, type Wire } from "./connection";
import { ELSEWHERE, NO_TICKET, TOO_SLOW, UNREADABLE, WITHDRAWN } from "./endings";
import type { ServerMessage } from "./messages";
import { KEPT_MS, RefusedDeed } from "./pending";

/** The server's end of a line, in memory. */
class MadeWire implements Wire {
  readyState: Wire["readyState"] = 0;
  binaryType: BinaryType = "blob";
  sent: unknown[] = [];
  onopen: Wire["onopen"] = null;
  onmessage: Wire["onmessage"] = null;
  onclose: Wire["onclose"] = null;
  onerror: Wire["onerror"] = null;

  /** Nothing that is sent arrives, though the wire looks open. */
  deaf = false;

  send(data: unknown): void {
    const frame: unknown = typeof data === "string" ? JSON.parse(data) : data;
    this.sent.push(frame);
    if (!this.deaf && (frame as { ask?: boolean }).ask) this.says({ type: "heard" });
  }

  closedWith: number | undefined;

  close(code?: number): void {
    this.closedWith = code;
    this.readyState = 3;
  }

  opens(): void {
    this.readyState = 1;
    this.onopen?.call(this as unknown as WebSocket, new Event("open"));
  }

  says(message: unknown): void {
    const data = message instanceof ArrayBuffer ? message : JSON.stringify(message);
    this.onmessage?.call(this as unknown as WebSocket, new MessageEvent("message", { data }));
  }

  closes(code: number): void {
    this.readyState = 3;
    this.onclose?.call(this as unknown as WebSocket, { code } as CloseEvent);
  }

  get deeds(): Record<string, unknown>[] {
    return (this.sent as Record<string, unknown>[]).filter((frame) => "key" in frame);
  }
}

const WELCOME = { type: "welcome", you: {}, seq: 7, boot: "b1", snapshot: {} };

/** A connection with made wires; its first random wait is always 1 s. */
function aLine(more: { since?: number | null; ticket?: () => Promise<string> } = {}) {
  const wires: MadeWire[] = [];
  const heard: ServerMessage[] = [];
  const line = new Connection({
    address: "ws://localhost/ws/hop/giao-ban/",
    fetchTicket: more.ticket ?? (() => Promise.resolve(`ticket-${wires.length + 1}`)),
    connectionId: "connection-1",
    device: "Chromium",
    since: () => more.since ?? null,
    openWire: () => {
      const wire = new MadeWire();
      wires.push(wire);
      return wire;
    },
    chance: () => 0.5,
  });
  line.onMessage = (message) => heard.push(message);
  const last = (): MadeWire => {
    const wire = wires.at(-1);
    if (!wire) throw new Error("no wire was opened");
    return wire;
  };
  const enter = async (): Promise<void> => {
    await vi.advanceTimersByTimeAsync(0);
    last().opens();
    last().says(WELCOME);
  };
  return { line, wires, heard, last, enter };
}

/** The same, entered and welcomed. */
async function inTheRoom(more: Parameters<typeof aLine>[0] = {}) {
  const made = aLine(more);
  made.line.start();
  await made.enter();
  return made;
}

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("entering", () => {
  it("shows the ticket, what it knows, its own name and its device", async () => {
    const { last } = await inTheRoom({ since: 41 });
    expect(last().sent[0]).toEqual({
      do: "enter",
      ticket: "ticket-1",
      since: 41,
      connection: "connection-1",
      device: "Chromium",
    });
    expect(last().binaryType).toBe("arraybuffer");
  });

  it("is connected only when welcomed", async () => {
    const { line, last } = aLine();
    line.start();
    await pass(0);
    last().opens();
    expect(line.line.phase).toBe("connecting");
    last().says(WELCOME);
    expect(line.line.phase).toBe("connected");
  });

  it("tries again if no welcome comes within 15 s", async () => {
    const { line, wires } = aLine();
    line.start();
    await pass(0);
    await pass(15_000);
    expect(wires[0]?.readyState).toBe(3);
    await pass(1_000);
    expect(wires).toHaveLength(2);
  });

  it("stops asking when the ticket office refuses, and says how to go on", async () => {
    const { line, wires } = aLine({ ticket: () => Promise.reject(new TicketRefused()) });
    line.start();
    await pass(60_000);
    expect(wires).toHaveLength(0);
    expect(line.line.phase).toBe("ended");
    expect(line.line.ending?.words).toContain("đăng nhập lại");
  });

  it("keeps asking while the ticket office cannot be reached", async () => {
    let tries = 0;
    const ticket = (): Promise<string> =>
      ++tries < 3 ? Promise.reject(new Error("offline")) : Promise.resolve("late");
    const { line, wires } = aLine({ ticket });
    line.start();
    await pass(10_000);
    expect(wires).toHaveLength(1);
  });
});

describe("waiting before the next try", () => {
  it("is random between 0 and 2 s at first", () => {
    expect(waitBefore(0, 0)).toBe(0);
    expect(waitBefore(0, 0.999)).toBeLessThan(2_000);
  });

  it("grows by 1.7 to at most 20 s, half of it by chance", () => {
    expect(waitBefore(1, 0)).toBeCloseTo(1_700);
    expect(waitBefore(1, 1)).toBeCloseTo(3_400);
    expect(waitBefore(2, 1)).toBeCloseTo(5_780);
    expect(waitBefore(50, 1)).toBe(20_000);
    expect(waitBefore(50, 0)).toBe(10_000);
  });
});

describe("a broken line", () => {
  it("says nothing for 2 s, then the plate, then after 10 s the banner", async () => {
    const { line, last } = await inTheRoom();
    last().closes(1006);
    expect(line.line).toMatchObject({ phase: "connecting", late: "no" });
    await pass(1_999);
    expect(line.line.late).toBe("no");
    await pass(1);
    expect(line.line.late).toBe("plate");
    await pass(8_000);
    expect(line.line.late).toBe("banner");
  });

  it("comes back with a new ticket and is calm again", async () => {
    const { line, last, enter, wires } = await inTheRoom();
    last().closes(1006);
    await pass(1_000);
    await enter();
    expect(wires).toHaveLength(2);
    expect(wires[1]?.sent[0]).toMatchObject({ ticket: "ticket-2" });
    await pass(60_000);
    expect(line.line).toEqual({ phase: "connected", late: "no", ending: null });
  });

  it("comes back after too much silence from the other side of a deed", async () => {
    const { line, wires } = await inTheRoom();
    void line.act("hand.raise");
    await pass(10_000);
    await pass(1);
    expect(wires).toHaveLength(2);
  });

  it("moves when told to, without a word to the person", async () => {
    const { line, last, wires, enter } = await inTheRoom();
    last().says({ type: "moving", after_s: 3 });
    expect(line.line.phase).toBe("connected");
    await pass(3_000);
    await enter();
    expect(wires).toHaveLength(2);
    expect(line.line).toMatchObject({ phase: "connected", late: "no" });
  });

  it("does not go twice when the server closes before the move", async () => {
    const { last, wires, enter } = await inTheRoom();
    last().says({ type: "moving", after_s: 3 });
    last().closes(1012);
    await pass(1_000);
    await enter();
    await pass(60_000);
    expect(wires).toHaveLength(2);
  });

  it("does not wait for TCP when the browser says the network is gone", async () => {
    const { line, wires } = await inTheRoom();
    line.lost();
    expect(line.line.phase).toBe("connecting");
    await pass(1_000);
    expect(wires).toHaveLength(2);
  });
});

describe("the server's close codes", () => {
  it.each([
    [WITHDRAWN, "thu hồi"],
    [ELSEWHERE, "máy khác"],
  ])("%i ends the stay in words", async (code, words) => {
    const { line, last, wires } = await inTheRoom();
    last().closes(code);
    await pass(120_000);
    expect(wires).toHaveLength(1);
    expect(line.line.phase).toBe("ended");
    expect(line.line.ending?.words).toContain(words);
  });

  it.each([UNREADABLE, TOO_SLOW, 1012, 1006])("%i comes back by itself", async (code) => {
    const { last, wires } = await inTheRoom();
    last().closes(code);
    await pass(1_000);
    expect(wires).toHaveLength(2);
  });

  it("gives up after three refused tickets in a row", async () => {
    const { line, last, wires } = aLine();
    line.start();
    for (let n = 0; n < 3; n++) {
      await pass(5_000);
      last().opens();
      last().closes(NO_TICKET);
    }
    await pass(120_000);
    expect(wires).toHaveLength(3);
    expect(line.line.ending?.then).toBe("ask");
  });

  it("takes the seat back when the person asks for it", async () => {
    const { line, last, wires, enter } = await inTheRoom();
    last().closes(ELSEWHERE);
    line.again();
    await enter();
    expect(wires).toHaveLength(2);
    expect(line.line.phase).toBe("connected");
  });

  it("hears that the person left, and not that a page came back", async () => {
    const { line, wires, enter } = await inTheRoom();
    line.again();
    await enter();
    line.stop();
    expect(wires.map((wire) => wire.closedWith)).toEqual([undefined, 1000]);
  });

  it("opens nothing after leaving, even if the ticket comes late", async () => {
    const { line, wires } = aLine();
    line.start();
    line.stop();
    await pass(60_000);
    expect(wires).toHaveLength(0);
  });
});

describe("acknowledging", () => {
  it("tells every 2 s what it has: the last entry and the bytes", async () => {
    const { last } = await inTheRoom({ since: 41 });
    last().says(new Uint8Array(100).buffer);
    await pass(2_000);
    const bytes = JSON.stringify(WELCOME).length + 100;
    expect(last().sent.at(-1)).toEqual({ do: "ack", seq: 41, bytes });
  });

  it("counts bytes, not letters", async () => {
    const { last } = await inTheRoom();
    last().says({ type: "loud", seats: ["điểm cầu"] });
    await pass(2_000);
    const letters = JSON.stringify(WELCOME).length + JSON.stringify({ type: "loud", seats: ["điểm cầu"] }).length;
    expect(last().sent.at(-1)).toMatchObject({ bytes: letters + 5 }); // đ +1, ể +2, ầ +2
  });
});

describe("a line that is dead one way", () => {
  it("is found by asking for a word, and left for a new one", async () => {
    const { line, last, wires } = await inTheRoom();
    await pass(30_000);
    expect(wires).toHaveLength(1);
    last().deaf = true;
    await pass(16_000);
    await pass(1);
    expect(wires).toHaveLength(2);
    expect(line.line.phase).toBe("connecting");
  });

  it("is one also while what was under way still comes", async () => {
    const { last, wires } = await inTheRoom();
    last().deaf = true;
    for (let second = 0; second < 16; second += 4) {
      await pass(4_000);
      last().says({ type: "loud", seats: [] });
    }
    await pass(1);
    expect(wires).toHaveLength(2);
  });
});

describe("deeds", () => {
  it("are answered by their key", async () => {
    const { line, last } = await inTheRoom();
    const answer = line.act("chat.say", { text: "Kính chào" });
    const [frame] = last().deeds;
    expect(frame).toMatchObject({ do: "chat.say", text: "Kính chào" });
    last().says({ type: "done", key: frame?.["key"], result: { seq: 8 } });
    await expect(answer).resolves.toEqual({ seq: 8 });
  });

  it("are refused in words", async () => {
    const { line, last } = await inTheRoom();
    const answer = line.act("floor.give", { seat: "s2", minutes: 5 });
    last().says({ type: "refused", key: last().deeds[0]?.["key"], code: "not_the_chair", words: "Chỉ chủ trì mời" });
    await expect(answer).rejects.toThrow("Chỉ chủ trì mời");
    await expect(answer).rejects.toBeInstanceOf(RefusedDeed);
  });

  it("are kept and sent again while the house cannot save", async () => {
    const { line, last } = await inTheRoom();
    const answer = line.act("hand.raise");
    const key = last().deeds[0]?.["key"];
    last().says({ type: "refused", key, code: "not_saved", words: "Chưa ghi được, sẽ thử lại." });
    await pass(3_000);
    expect(last().deeds).toHaveLength(2);
    last().says({ type: "done", key, result: null });
    await expect(answer).resolves.toBeNull();
  });

  it("hand a refusal without a waiting deed on to the page", async () => {
    const { last, heard } = await inTheRoom();
    last().says({ type: "refused", key: null, code: "unknown_deed", words: "Không hiểu" });
    expect(heard.at(-1)).toMatchObject({ type: "refused", key: null, code: "unknown_deed" });
  });

  it("are sent again with the same key after a break, in order, until answered", async () => {
    const { line, last, enter } = await inTheRoom();
    void line.act("hand.raise");
    const first = last().deeds;
    last().closes(1006);
    void line.act("chat.say", { text: "vẫn đây" });
    await pass(1_000);
    await enter();
    expect(last().deeds).toHaveLength(2);
    expect(last().deeds[0]).toEqual(first[0]);
    expect(last().deeds[1]).toMatchObject({ do: "chat.say" });
    last().says({ type: "done", key: first[0]?.["key"] });
    last().closes(1006);
    await pass(1_000);
    await enter();
    expect(last().deeds).toHaveLength(1);
  });

  it("are given up after two minutes, in words", async () => {
    const { line, last } = await inTheRoom();
    last().closes(1006);
    const answer = line.act("hand.raise");
    const refusal = expect(answer).rejects.toThrow("mất kết nối");
    await pass(KEPT_MS);
    await refusal;
  });

  it("are given up when the stay ends", async () => {
    const { line, last } = await inTheRoom();
    const refusal = expect(line.act("hand.raise")).rejects.toMatchObject({ code: "ended" });
    last().closes(WITHDRAWN);
    await refusal;
  });

  it("that are worthless later are sent now or never", async () => {
    const { line, last, enter } = await inTheRoom();
    expect(line.tell("media.ready")).toBe(true);
    last().closes(1006);
    expect(line.tell("media.view", { page: 1, pinned: null })).toBe(false);
    await pass(1_000);
    await enter();
    expect(last().deeds).toEqual([]);
  });
});

describe("the minutes' bytes", () => {
  it("go both ways untouched, and not at all over a broken line", async () => {
    const { line, last } = await inTheRoom();
    const heard: Uint8Array[] = [];
    line.onBytes = (bytes) => heard.push(bytes);
    last().says(new Uint8Array([0, 1, 2]).buffer);
    expect(heard).toEqual([new Uint8Array([0, 1, 2])]);
    expect(line.sendBytes(new Uint8Array([9]))).toBe(true);
    expect(last().sent.at(-1)).toEqual(new Uint8Array([9]));
    last().closes(1006);
    expect(line.sendBytes(new Uint8Array([9]))).toBe(false);
  });
});
