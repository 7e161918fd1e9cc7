/**
 * A stream as an element's property, set once: `.srcObject=${steady(stream)}`.
 *
 * Lit sets an object anew at every redraw, and a video that is given its stream again, even the same one, starts anew:
 * four redraws a second were four black flashes and four gaps in the sound.
 */
import { guard } from "lit/directives/guard.js";

export const steady = (stream: MediaStream | null) => guard([stream], () => stream);
