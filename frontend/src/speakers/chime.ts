/** One soft tone when a turn is over (DESIGN.md 7), made here: no sound file, no request. */
const PITCH_HZ = 660;
const LOUDNESS = 0.06;
const LONG_S = 0.5;

export function chime(): void {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const loudness = context.createGain();
  tone.frequency.value = PITCH_HZ;
  loudness.gain.setValueAtTime(LOUDNESS, context.currentTime);
  loudness.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + LONG_S);
  tone.connect(loudness).connect(context.destination);
  tone.onended = () => void context.close();
  tone.start();
  tone.stop(context.currentTime + LONG_S);
}
