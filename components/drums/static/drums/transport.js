// What is heard: the song and its drums, the strokes of a map and the click, all by one course.
import { Course, secondAt } from "./course.js";
import { Kit } from "./kit.js";
import { between } from "./map.js";
import { mixed, Stretch } from "./stretch.js";

const [AHEAD_S, HIDDEN_S, EVERY_MS, CHUNK_S, SOON_S] = [0.4, 1.8, 60, 0.1, 0.08];
export const PARTS = ["music", "kit", "click"];

/** The gains of the song and of its drums alone, for a place between: −1 without drums, 0 the song, 1 drums alone. */
export function blended(share, has = { song: true, stem: true }) {
  if (!has.song || !has.stem) return { song: 1, stem: 1 };
  return { song: share > 0 ? 1 - share : 1, stem: share };
}

export class Transport extends EventTarget {
  constructor() {
    super();
    /** @type {Map<string, AudioBuffer>} */
    this.tracks = new Map();
    this.levels = { music: 1, kit: 0, click: 0 };
    this.share = 0;
    this.map = { hits: [], length: 0 };
    this.beats = [];
    this.sounding = new Set();
  }

  get playing() {
    return Boolean(this.course);
  }

  /** Called by a press of somebody's, because browsers sound only then. */
  open() {
    if (this.context) return this.context.resume();
    this.context = new AudioContext({ latencyHint: "interactive" });
    this.kit = new Kit(this.context);
    this.gains = Object.fromEntries(PARTS.map((part) => [part, this.gain(this.levels[part])]));
    this.blend = { song: new GainNode(this.context), stem: new GainNode(this.context) };
    for (const node of Object.values(this.blend)) node.connect(this.gains.music);
    this.lead = this.gain(0.9); // who counts in is heard, if the click is off, too
    this.mix();
    return this.context.resume();
  }

  gain(level) {
    const node = new GainNode(this.context, { gain: level });
    node.connect(this.context.destination);
    return node;
  }

  /** The bytes of a sound become one of its tracks: `song` or `stem`. */
  async load(name, bytes) {
    this.take(name, await this.decoded(bytes));
  }

  decoded(bytes) {
    return this.context.decodeAudioData(bytes);
  }

  take(name, sound) {
    this.tracks.set(name, sound);
    this.stretch = null;
    this.mix();
  }

  drop(name) {
    this.tracks.delete(name);
    this.stretch = null;
    this.mix();
  }

  level(part, level) {
    this.levels[part] = level;
    this.gains?.[part].gain.setTargetAtTime(level, this.context.currentTime, 0.02);
  }

  mix(share = this.share) {
    this.share = share;
    if (!this.blend) return;
    const gains = blended(share, { song: this.tracks.has("song"), stem: this.tracks.has("stem") });
    for (const [name, gain] of Object.entries(gains)) this.blend[name].gain.setTargetAtTime(gain, this.context.currentTime, 0.02);
  }

  /** What is struck and clicked; `beats` are those of the map. */
  follow(map, beats) {
    Object.assign(this, { map, beats });
  }

  /**
   * Plays from one millisecond to another, after some beats that are counted in.
   * @param {{ from: number, to: number, speed: number, lead?: { ms: number, inBar: number }[], next?: (before: any) => any }} asked
   */
  play({ from, to, speed, lead = [], next = () => null }) {
    this.halt();
    const frame = (second) => Math.round(second * this.context.sampleRate) / this.context.sampleRate;
    const before = lead.length ? from - lead[0].ms : 0;
    const begins = frame(this.context.currentTime + SOON_S + before / 1000 / speed);
    this.course = new Course({ from, to, speed, begins }, next);
    this.done = begins;
    this.cutting = null;
    for (const beat of lead) this.click(beat, secondAt(this.course.now, beat.ms), this.lead);
    this.timer = setInterval(() => this.schedule(), EVERY_MS);
    this.schedule();
    this.dispatchEvent(new Event("change"));
  }

  schedule() {
    const until = this.context.currentTime + (document.hidden ? HIDDEN_S : AHEAD_S);
    while (this.done < until) {
      const to = this.done + CHUNK_S;
      for (const part of this.course.parts(this.done, to)) this.sound(part);
      this.done = to;
    }
    if (!this.course.place(this.context.currentTime - 0.5)) this.stop();
  }

  sound({ pass, since, until, from, to }) {
    if (this.tracks.size) this.music(pass, since, until);
    for (const { ms, lane, velocity } of between(this.map.hits, from, to)) this.keep(this.kit.hit(lane, velocity, secondAt(pass, ms), this.gains.kit));
    for (const beat of between(this.beats, from, to)) this.click(beat, secondAt(pass, beat.ms));
  }

  music(pass, since, until) {
    const rate = this.context.sampleRate;
    const [first, last] = [since, until].map((second) => Math.round((second - pass.begins) * rate));
    if (last <= first) return;
    this.stretch ??= this.cut();
    if (this.cutting !== pass) {
      this.stretch.begin((pass.from / 1000) * rate + first * pass.speed, pass.speed);
      this.cutting = pass;
    }
    const made = this.stretch.render(last - first);
    let used = 0;
    for (const [name, track] of this.tracks) {
      const buffer = this.context.createBuffer(track.numberOfChannels, last - first, rate);
      for (let n = 0; n < track.numberOfChannels; n++) buffer.copyToChannel(made[used++], n);
      const source = new AudioBufferSourceNode(this.context, { buffer });
      source.connect(this.blend[name]);
      source.start(pass.begins + first / rate);
      this.keep(source);
    }
  }

  cut() {
    const channels = [...this.tracks.values()].flatMap((track) => Array.from({ length: track.numberOfChannels }, (_, n) => track.getChannelData(n)));
    const guide = this.tracks.get("song") ?? this.tracks.get("stem");
    return new Stretch(channels, mixed(Array.from({ length: guide.numberOfChannels }, (_, n) => guide.getChannelData(n))), this.context.sampleRate);
  }

  click(beat, second, into = this.gains.click) {
    const strong = beat.inBar === 0;
    const source = new OscillatorNode(this.context, { frequency: strong ? 1760 : 1320 });
    const own = new GainNode(this.context, { gain: 0 });
    own.gain.setValueAtTime(strong ? 0.5 : 0.3, second);
    own.gain.exponentialRampToValueAtTime(0.001, second + 0.05);
    source.connect(own).connect(into);
    source.start(second);
    source.stop(second + 0.06);
    this.keep(source);
  }

  /** A stroke of the player's own, heard at once. */
  strike(lane, velocity) {
    if (this.context?.state === "running") this.kit.hit(lane, velocity, this.context.currentTime, this.context.destination);
  }

  keep(source) {
    this.sounding.add(source);
    source.onended = () => this.sounding.delete(source);
  }

  /** The second of the sound that is heard at a moment of `performance.now()`. */
  heard(moment = performance.now()) {
    const { contextTime, performanceTime } = this.context.getOutputTimestamp?.() ?? {};
    const late = this.context.outputLatency || this.context.baseLatency || 0;
    const told = performanceTime > 0 ? contextTime - performanceTime / 1000 : this.context.currentTime - late - performance.now() / 1000;
    // A clock that is told anew every few milliseconds trembles: it is drawn to what is told, not set to it.
    if (this.drift === undefined || Math.abs(told - this.drift) > 0.05) this.drift = told;
    else this.drift += (told - this.drift) * 0.08;
    return this.drift + moment / 1000;
  }

  /** Where the song is for who listens: its pass and millisecond; nothing while it is still. */
  where(moment) {
    return this.course?.place(this.heard(moment)) ?? null;
  }

  stop() {
    if (!this.course) return;
    this.halt();
    this.dispatchEvent(new Event("change"));
  }

  halt() {
    clearInterval(this.timer);
    this.course = null;
    this.drift = undefined;
    for (const source of this.sounding) source.stop();
    this.sounding.clear();
  }

  close() {
    this.halt();
    this.context?.close();
    this.context = null;
  }
}
