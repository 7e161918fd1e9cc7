import { afterEach, expect, it, vi } from "vitest";
import { MediaConnection, type MediaDeed } from "../media/connection";
import { aRoom, CHAIR, TAM_DUONG } from "./made";
import { RoomMedia } from "./media";
import { Talk } from "./talk";

class MadeStream {
  private readonly tracks: EventTarget[];
  constructor(tracks: EventTarget[] = []) {
    this.tracks = tracks;
  }
  getTracks = () => this.tracks;
  getVideoTracks = () => this.tracks;
  getAudioTracks = () => [];
}

class MadeTrack extends EventTarget {
  stopped = false;
  stop(): void {
    this.stopped = true;
  }
}

function aMedia() {
  vi.stubGlobal("MediaStream", MadeStream);
  const said: [MediaDeed, Record<string, unknown>][] = [];
  const connection = new MediaConnection({ send: (deed, fields) => (said.push([deed, fields]), true) });
  const media = new RoomMedia({ tell: () => true }, connection);
  return { media, said, connection };
}

afterEach(() => {
  sessionStorage.clear();
  vi.unstubAllGlobals();
});

it("saves the line by choice, tells the node, and comes back", () => {
  const { media, said } = aMedia();
  media.look(2, TAM_DUONG);
  media.saveLine(true);
  expect(media.pictures.limits).toMatchObject({ level: "low", reason: "chosen" });
  expect(said.at(-1)).toEqual(["media.view", { page: 2, pinned: TAM_DUONG, low: true }]);
  media.saveLine(false);
  expect(media.pictures.limits.level).toBe("full");
  expect(said.at(-1)).toEqual(["media.view", { page: 2, pinned: TAM_DUONG, low: false }]);
});

it("remembers the choice over a reload", () => {
  aMedia().media.saveLine(true);
  expect(aMedia().media.pictures.limits.reason).toBe("chosen");
});

it("keeps what the node says of a weak line though the person takes their own choice back", () => {
  const { media } = aMedia();
  media.hear({ type: "media.limits", level: "low", reason: "line", kbps: 240 });
  media.saveLine(true);
  media.hear({ type: "media.limits", level: "low", reason: "line", kbps: 200 });
  media.saveLine(false);
  expect(media.pictures.limits).toEqual({ level: "low", reason: "line", kbps: 200 });
});

it("ends a shared screen by the browser's own button too, once", () => {
  const { media } = aMedia();
  const track = new MadeTrack();
  const ended = vi.fn();
  media.addEventListener("unshared", ended);
  media.share(new MadeStream([track]) as unknown as MediaStream);
  expect(media.pictures.sharing).toBe(true);
  track.dispatchEvent(new Event("ended"));
  media.unshare();
  expect([media.pictures.sharing, track.stopped, ended.mock.calls.length]).toEqual([false, true, 1]);
});

function aTalker(you: string, device: "on" | "off", changes: Parameters<typeof aRoom>[1] = {}) {
  const done: unknown[] = [];
  const media = {
    devices: { microphone: device, camera: "off" } as const,
    microphoneIs: (on: boolean) => done.push(on),
  };
  const state = aRoom(you, changes);
  return { done, talk: new Talk({ state, wish: ({ deed }) => (done.push(deed), Promise.resolve(true)) }, media) };
}

it("opens the microphone while the key is held, where the floor allows it", () => {
  const { done, talk } = aTalker(CHAIR, "off");
  expect([talk.down(), talk.down()]).toEqual([true, true]);
  talk.up();
  talk.up();
  expect(done).toEqual([true, false]);
});

it("opens for that long what its seat had shut itself, and nothing that is not its own to open", () => {
  const mine = aTalker(CHAIR, "on", { muted: [CHAIR] });
  mine.talk.down();
  mine.talk.up();
  expect(mine.done).toEqual([true, "microphone.unmute", false, "microphone.mute"]);
  for (const changes of [{}, { mode: "free", muted: [TAM_DUONG], shut_by_chair: [TAM_DUONG] }] as const) {
    const { done, talk } = aTalker(TAM_DUONG, "off", changes as Parameters<typeof aRoom>[1]);
    expect([talk.down(), done]).toEqual([false, []]);
    talk.up();
  }
});
