/** The binary frames of the minutes (docs/protocols/live.md, rooms/minutes/frames.py): numbers, blocks, kinds. Pure. */

export const SCHEMA = 1; // of the document that this editor draws, see schema.ts
export const ROOT = "minutes";

export const SYNC = 0;
export const AWARENESS = 1;
export const ACK = 100;
export const HELLO = 101;
export const MODE = 102;
export const STEP_1 = 0;
export const STEP_2 = 1;
export const UPDATE = 2;

/** lib0's variable-length unsigned integer. */
export function number(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    out.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80); // no shift: client ids pass 2^31
  }
  return [...out, rest];
}

export function block(data: Uint8Array): Uint8Array {
  return join([Uint8Array.from(number(data.length)), data]);
}

export const hello = (schema: number): Uint8Array => Uint8Array.from([HELLO, ...number(schema)]);
export const step1 = (vector: Uint8Array): Uint8Array => join([Uint8Array.of(SYNC, STEP_1), block(vector)]);
export const step2 = (update: Uint8Array): Uint8Array => join([Uint8Array.of(SYNC, STEP_2), block(update)]);
export const update = (data: Uint8Array): Uint8Array => join([Uint8Array.of(SYNC, UPDATE), block(data)]);
export const awareness = (data: Uint8Array): Uint8Array => join([Uint8Array.of(AWARENESS), block(data)]);

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Takes a frame apart; throws a RangeError where it ends early. */
export class Reader {
  private at = 0;
  private readonly data: Uint8Array;

  constructor(data: Uint8Array) {
    this.data = data;
  }

  number(): number {
    let value = 0;
    for (let weight = 1; ; weight *= 0x80) {
      const byte = this.data[this.at++];
      if (byte === undefined) throw new RangeError("the frame ends early");
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) return value;
    }
  }

  block(): Uint8Array {
    const length = this.number();
    if (this.at + length > this.data.length) throw new RangeError("the frame ends early");
    this.at += length;
    return this.data.subarray(this.at - length, this.at);
  }
}
