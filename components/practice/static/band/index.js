// The band: plays performances by the clock of the sound, each note a little before it is due, and says where it is.
import { barAt, countIn, Passes } from "./passes.js";
import { brightness, gain, recording, Samples } from "./samples.js";
import { Apart } from "./stage.js";

export { barUnder, boxes, Coloured, soundingAt } from "./page.js";
export { faster, played, span } from "./passes.js";
export { Apart, stage, Timed } from "./stage.js";

const [AHEAD_S, EVERY_MS, SOON_S] = [0.3, 60, 0.08];
const RELEASE_S = { piano: 0.16, melody: 0.16, bass: 0.09 };
export const PARTS = ["melody", "piano", "bass", "drums", "click"];

export class Band extends EventTarget {
  constructor(names, address) {
    super();
    this.names = names;
    this.samples = new Samples(address);
    this.levels = Object.fromEntries(PARTS.map((part) => [part, 1]));
    this.sounding = new Set();
    this.begins = 0;
    /** @type {Apart | null} */
    this.apart = null;
  }

  get playing() {
    return Boolean(this.passes);
  }

  /** Where it is: the pass, its second and its bar played; nothing while it is still. */
  get place() {
    const heard = this.context ? this.context.currentTime - (this.context.outputLatency || 0) : 0;
    const found = this.passes?.place(heard);
    return found ? { ...found, bar: barAt(found.pass.performance, found.seconds) } : null;
  }

  /** When the first pass began, or begins, by the clock of the page in ms. */
  get began() {
    return this.apart ? this.apart.at(this.begins) : null;
  }

  /** How loud a part is, 0 to 1. */
  level(part, value) {
    this.levels[part] = value;
    if (this.gains) this.gains[part].gain.setTargetAtTime(value, this.context.currentTime, 0.02);
  }

  /** Everything that a performance needs is fetched. */
  async prepare(performance, told) {
    const wanted = new Set(performance.events.map((event) => recording(this.names, event.part, event.sound).name));
    await this.samples.load(wanted, told);
    if (wanted.size && ![...wanted].some((name) => this.samples.ready.has(name)))
      throw new Error("The instruments could not be fetched, so nothing is heard. Check your connection, and press Play again.");
  }

  open() {
    if (this.context) return;
    this.context = new AudioContext({ latencyHint: "interactive" });
    const guard = new DynamicsCompressorNode(this.context, { threshold: -3, ratio: 12, attack: 0.002, knee: 0 });
    guard.connect(this.context.destination);
    this.gains = Object.fromEntries(PARTS.map((part) => [part, new GainNode(this.context, { gain: this.levels[part] })]));
    for (const node of Object.values(this.gains)) node.connect(guard);
  }

  /** Play a pass, after so many bars of clicks; `next` gives the pass that follows one, or nothing. */
  async play(pass, { bars = 0, next = () => null } = {}) {
    this.open();
    this.halt();
    await this.context.resume();
    const clicks = countIn(pass.performance, pass.start, bars);
    const begins = this.context.currentTime + SOON_S - (clicks[0]?.at ?? 0);
    for (const click of clicks) this.click(begins + click.at, click.strong);
    this.passes = new Passes(pass, begins, next);
    [this.begins, this.apart] = [begins, new Apart()];
    this.done = begins;
    this.timer = setInterval(() => this.schedule(), EVERY_MS);
    this.schedule();
    this.dispatchEvent(new Event("change"));
  }

  schedule() {
    this.apart?.look(this.context);
    const until = this.context.currentTime + AHEAD_S;
    if (until > this.done) {
      for (const event of this.passes.from(this.done, until)) this.sound(event);
      this.done = until;
    }
    if (!this.passes.place(this.context.currentTime - 0.4)) this.stop();
  }

  sound({ part, sound, velocity, length, moment, ends, strong }) {
    if (part === "click") return this.click(moment, strong);
    const { name, speed } = recording(this.names, part, sound);
    const buffer = this.samples.ready.get(name);
    if (!buffer) return;
    const source = new AudioBufferSourceNode(this.context, { buffer, playbackRate: speed });
    const tone = new BiquadFilterNode(this.context, { type: "lowpass", frequency: brightness(velocity), Q: 0.5 });
    const own = new GainNode(this.context, { gain: gain(velocity) });
    source.connect(tone).connect(own).connect(this.gains[part]);
    source.start(moment);
    if (part !== "drums") {
      const released = Math.min(moment + length, Math.max(moment, ends));
      own.gain.setValueAtTime(gain(velocity), released);
      own.gain.setTargetAtTime(0, released, RELEASE_S[part] / 3);
      source.stop(released + RELEASE_S[part] * 2);
    }
    this.keep(source);
  }

  click(moment, strong) {
    const source = new OscillatorNode(this.context, { frequency: strong ? 1760 : 1320 });
    const own = new GainNode(this.context, { gain: 0 });
    own.gain.setValueAtTime(strong ? 0.5 : 0.3, moment);
    own.gain.exponentialRampToValueAtTime(0.001, moment + 0.05);
    source.connect(own).connect(this.gains.click);
    source.start(moment);
    source.stop(moment + 0.06);
    this.keep(source);
  }

  keep(source) {
    this.sounding.add(source);
    source.onended = () => this.sounding.delete(source);
  }

  stop() {
    if (!this.passes) return;
    this.halt();
    this.dispatchEvent(new Event("change"));
  }

  halt() {
    clearInterval(this.timer);
    this.passes = null;
    for (const source of this.sounding) source.stop();
    this.sounding.clear();
  }

  close() {
    this.halt();
    this.context?.close();
    this.context = null;
  }
}
