/** What a person chose on the join page, kept for this tab: which devices, and whether they start switched on. */
export interface Choices {
  camera: string;
  microphone: string;
  speaker: string;
  cameraOn: boolean;
  microphoneOn: boolean;
  /** Low-bandwidth mode: sound, a shared screen, no cameras. */
  low: boolean;
}

const KEPT = "room:choices";
const FIRST: Choices = { camera: "", microphone: "", speaker: "", cameraOn: true, microphoneOn: true, low: false };

export function choices(store: Storage = sessionStorage): Choices {
  try {
    const kept = JSON.parse(store.getItem(KEPT) ?? "{}") as Partial<Choices>;
    return { ...FIRST, ...kept };
  } catch {
    return { ...FIRST };
  }
}

export function choose(change: Partial<Choices>, store: Storage = sessionStorage): Choices {
  const now = { ...choices(store), ...change };
  store.setItem(KEPT, JSON.stringify(now));
  return now;
}
