// Drum sounds of our own, computed once: nothing has to be fetched, and they are nobody's recordings.
import { LANES } from "./lanes.js";

/** How each lane sounds: pitch in Hz and how it falls, noise and how bright it is, and how long both ring, in seconds. */
const VOICES = {
  kick: { from: 150, to: 48, falls: 0.05, ring: 0.28, tone: 1, noise: 0.25, hiss: 0.012, bright: 0.35 },
  snare: { from: 230, to: 180, falls: 0.03, ring: 0.12, tone: 0.55, noise: 0.75, hiss: 0.1, bright: 0.8 },
  tom_high: { from: 240, to: 170, falls: 0.08, ring: 0.26, tone: 0.9, noise: 0.12, hiss: 0.03, bright: 0.5 },
  tom_mid: { from: 185, to: 128, falls: 0.09, ring: 0.32, tone: 0.9, noise: 0.12, hiss: 0.03, bright: 0.45 },
  tom_low: { from: 130, to: 84, falls: 0.1, ring: 0.4, tone: 0.95, noise: 0.12, hiss: 0.03, bright: 0.4 },
  hihat_closed: { metal: 1, ring: 0.045, noise: 0.5, hiss: 0.035, bright: 1 },
  hihat_open: { metal: 1, ring: 0.34, noise: 0.45, hiss: 0.3, bright: 1 },
  hihat_pedal: { metal: 0.7, ring: 0.03, noise: 0.35, hiss: 0.025, bright: 0.9 },
  crash: { metal: 0.8, ring: 0.9, noise: 0.6, hiss: 0.8, bright: 0.95 },
  ride: { metal: 0.9, ring: 0.55, noise: 0.2, hiss: 0.15, bright: 0.95 },
  percussion: { from: 820, to: 780, falls: 0.01, ring: 0.09, tone: 0.8, noise: 0.1, hiss: 0.01, bright: 0.9 },
};
const METAL_HZ = [2051, 3087, 3659, 4391, 5417, 6823, 8147];
const LONGEST_S = 1.4;

/** One stroke as samples; the same every time. */
export function stroke(name, rate) {
  const voice = VOICES[name];
  const ring = Math.max(voice.ring, voice.hiss);
  const frames = Math.round(Math.min(LONGEST_S, ring * 4) * rate);
  const made = new Float32Array(frames);
  const noise = noisy(name.length * 7919 + 1);
  let [phase, low] = [0, 0];
  for (let n = 0; n < frames; n++) {
    const t = n / rate;
    const hiss = noise();
    low += (hiss - low) * (1 - voice.bright) * 0.5;
    let value = voice.noise * (hiss - low * (voice.bright > 0.9 ? 1 : 0)) * Math.exp(-t / voice.hiss);
    if (voice.tone) {
      phase += (2 * Math.PI * (voice.to + (voice.from - voice.to) * Math.exp(-t / voice.falls))) / rate;
      value += voice.tone * Math.sin(phase) * Math.exp(-t / voice.ring);
    }
    if (voice.metal) value += voice.metal * metal(t) * Math.exp(-t / voice.ring);
    made[n] = 0.55 * value * Math.min(1, n / (rate * 0.0008)) * Math.min(1, (frames - n) / (rate * 0.01));
  }
  return made;
}

function metal(t) {
  return METAL_HZ.reduce((sum, hz) => sum + Math.sign(Math.sin(2 * Math.PI * hz * t)), 0) / METAL_HZ.length * 0.5;
}

/** Noise that is the same every time. */
function noisy(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** How loud a velocity is, 1 to 127. */
export const loudness = (velocity) => (Math.max(1, velocity) / 110) ** 1.6;

export class Kit {
  constructor(context) {
    this.context = context;
    this.buffers = LANES.map((lane) => {
      const samples = stroke(lane.name, context.sampleRate);
      const buffer = context.createBuffer(1, samples.length, context.sampleRate);
      buffer.copyToChannel(samples, 0);
      return buffer;
    });
  }

  /** One stroke at a second of the sound; it says what sounds. */
  hit(lane, velocity, second, into) {
    const source = new AudioBufferSourceNode(this.context, { buffer: this.buffers[lane] });
    const own = new GainNode(this.context, { gain: loudness(velocity) });
    source.connect(own).connect(into);
    source.start(second);
    return source;
  }
}
