/**
 * Deeds on their way: kept with their key until answered, sent again after a break, given up after two minutes
 * (RELIABILITY.md 9): a hand that goes up ten minutes late is worse than one that must be raised again.
 */
import { msg } from "@lit/localize";
import type { Deed } from "./messages";

export const KEPT_MS = 120_000;

export interface Answer {
  code: string;
  words: string;
}

/** The house said no to a deed, in words for the person. */
export class RefusedDeed extends Error {
  readonly code: string;

  constructor({ code, words }: Answer) {
    super(words);
    this.code = code;
  }
}

interface Waiting {
  frame: string;
  resolve: (result: unknown) => void;
  reject: (error: RefusedDeed) => void;
  timer: ReturnType<typeof setTimeout>;
}

export class Pending {
  private readonly waiting = new Map<string, Waiting>();

  /** The frame to send, and the promise of its answer. */
  add(deed: Deed, fields: Record<string, unknown>): { frame: string; answer: Promise<unknown> } {
    const key = crypto.randomUUID();
    const frame = JSON.stringify({ ...fields, do: deed, key });
    const answer = new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.refused(key, { code: "not_sent", words: msg("Chưa gửi được vì mất kết nối. Hãy làm lại") });
      }, KEPT_MS);
      this.waiting.set(key, { frame, resolve, reject, timer });
    });
    return { frame, answer };
  }

  /** Frames without answer, in the order they were done. */
  unanswered(): string[] {
    return [...this.waiting.values()].map((deed) => deed.frame);
  }

  has(key: string): boolean {
    return this.waiting.has(key);
  }

  done(key: string, result: unknown): void {
    this.take(key)?.resolve(result);
  }

  /** False if nobody waits for this key. */
  refused(key: string, answer: Answer): boolean {
    const deed = this.take(key);
    deed?.reject(new RefusedDeed(answer));
    return deed !== undefined;
  }

  /** The line ended for good: nobody will answer. */
  abandon(): void {
    for (const key of [...this.waiting.keys()]) {
      this.refused(key, { code: "ended", words: msg("Đã rời phòng họp, việc vừa bấm chưa được ghi") });
    }
  }

  private take(key: string): Waiting | undefined {
    const deed = this.waiting.get(key);
    this.waiting.delete(key);
    clearTimeout(deed?.timer);
    return deed;
  }
}
