/** One soft tone when a turn is over (DESIGN.md 7), made here: no sound file, no request. */
const PITCH_HZ = 660;
const LOUDNESS = 0.06;
const TEST_LOUDNESS = 0.25; // of the loudspeaker test: as loud as a voice
const LONG_S = 0.5;

export function chime(test = false): void {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const loudness = context.createGain();
  tone.frequency.value = PITCH_HZ;
  loudness.gain.setValueAtTime(test ? TEST_LOUDNESS : LOUDNESS, context.currentTime);
  loudness.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + LONG_S);
  tone.connect(loudness).connect(context.destination);
  tone.onended = () => void context.close();
  tone.start();
  tone.stop(context.currentTime + LONG_S);
}
