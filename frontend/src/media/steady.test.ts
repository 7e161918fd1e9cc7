import { html, render } from "lit";
import { describe, expect, it } from "vitest";
import { steady } from "./steady";

describe("a stream on an element", () => {
  it("is set when it changes and not at every redraw", () => {
    const set: unknown[] = [];
    const box = document.createElement("div");
    const draw = (stream: MediaStream | null) => {
      render(html`<video .srcObject=${steady(stream)}></video>`, box);
    };
    const video = () => box.querySelector("video") as HTMLVideoElement;
    draw(null);
    Object.defineProperty(video(), "srcObject", { set: (stream) => set.push(stream) });
    const one = {} as MediaStream;
    const two = {} as MediaStream;
    for (const stream of [one, one, two, two, null]) draw(stream);
    expect(set).toEqual([one, two, null]);
  });
});
