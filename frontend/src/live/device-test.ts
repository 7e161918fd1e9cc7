/** The test before the meeting: opens the chosen devices, measures the microphone, plays a tone, times the line. */
import { listDevices, type Devices, type Trouble } from "../media/devices";
import { choices, choose } from "./choices";
import { chime } from "../speakers/chime";
import { openChosen } from "./media";

const LEVEL_EVERY_MS = 100;
const AUDIBLE = 0.04; // of full scale: a voice at a table, above the hum of an office
const LOUD_AS_FULL = 0.35; // peaks of a normal voice fill about the whole meter
const PINGS = 4;

/** Of some numbers the middle one; 0 of none. */
export const middle = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

export class DeviceTest extends EventTarget {
  devices: Devices = { cameras: [], microphones: [], loudspeakers: [] };
  asking = true;
  camera: MediaStreamTrack | null = null;
  microphone: MediaStreamTrack | null = null;
  cameraTrouble: Trouble | null = null;
  microphoneTrouble: Trouble | null = null;
  /** 0 to 1. */
  level = 0;
  heard = false;
  played = false;
  delay_ms: number | null = null;
  private context: AudioContext | null = null;
  private measuring: ReturnType<typeof setInterval> | undefined;

  /** Opens what was chosen; also after a change, or after the person allowed a device. */
  async open(): Promise<void> {
    this.close();
    this.asking = true;
    this.changed();
    const opened = await openChosen(choices());
    this.camera = opened.stream.getVideoTracks()[0] ?? null;
    this.microphone = opened.stream.getAudioTracks()[0] ?? null;
    this.cameraTrouble = opened.camera;
    this.microphoneTrouble = opened.microphone;
    this.devices = await listDevices();
    this.asking = false;
    if (this.microphone) this.measure(this.microphone);
    this.changed();
  }

  close(): void {
    clearInterval(this.measuring);
    void this.context?.close();
    this.context = null;
    this.camera?.stop();
    this.microphone?.stop();
    this.camera = this.microphone = null;
    this.level = 0;
  }

  async choose(change: { camera?: string; microphone?: string }): Promise<void> {
    choose(change);
    await this.open();
  }

  cameraIs(on: boolean): void {
    choose({ cameraOn: on });
    this.changed();
  }

  microphoneIs(on: boolean): void {
    choose({ microphoneOn: on });
    this.changed();
  }

  playTone(): void {
    chime(true);
    this.played = true;
    this.changed();
  }

  /** How long a question to the server and its answer take; the middle of a few, so that one slow one does not tell. */
  async timeLine(): Promise<void> {
    const took: number[] = [];
    for (let ping = 0; ping < PINGS; ping++) {
      const began = performance.now();
      const answer = await fetch("/health", { cache: "no-store" }).catch(() => null);
      if (answer?.ok) took.push(performance.now() - began);
    }
    this.delay_ms = took.length ? Math.round(middle(took)) : null;
    this.changed();
  }

  private measure(track: MediaStreamTrack): void {
    this.context = new AudioContext();
    const analyser = this.context.createAnalyser();
    this.context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.measuring = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      this.level = Math.min(1, peak / LOUD_AS_FULL);
      this.heard ||= peak > AUDIBLE;
      this.changed();
    }, LEVEL_EVERY_MS);
  }

  private changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
