// Original and result side by side: both play at once, in step to the sample, and one of them is heard.
// Pieces of ten seconds are fetched by range, decoded, and joined on the audio clock; switching changes gains and stops nothing.
import { clock } from "levelmix-timeline/scale.js";

const AHEAD_S = 12;
const FADE_S = 0.012;
const STREAMS = { original: "Original", result: "Result" };

const SKIP = '<svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true"><path d="M3 3h2v12H3zM15 3v12L6 9z" fill="currentColor"/></svg>';

export default {
  props: { job: String, segments: Array, address: String, query: String, names: Object },
  emits: ["wanted"],
  template: `
<section class="player" :data-state="state" :data-heard="heard" :data-playing="String(playing)" :data-seconds="at.toFixed(2)" data-testid="player" aria-label="Listen and compare">
  <div class="row">
    <button type="button" class="button main-action" data-testid="play" :aria-busy="String(state === 'waiting')" @click="toggle">{{ playing ? "Pause" : state === "waiting" ? "Preparing …" : "Listen" }}</button>
    <div v-if="several" class="switch" role="radiogroup" aria-label="What is heard">
      <button v-for="(label, name) in streams" :key="name" type="button" role="radio" class="chip" :aria-checked="String(heard === name)"
        :data-testid="'hear-' + name" @click="hear(name)">{{ label }}</button>
    </div>
    <span class="time" data-testid="player-time">{{ shownTime }}</span>
    <div v-if="!address" class="row tight" role="group" aria-label="Peaks that are over, and transitions">
      <button type="button" class="button bare square" aria-label="Previous over or transition" title="P" data-testid="previous-place" @click="go(-1)">${SKIP}</button>
      <button type="button" class="button bare square" aria-label="Next over or transition" title="N" data-testid="next-place" @click="go(1)"><span class="turned">${SKIP}</span></button>
    </div>
    <button type="button" class="button bare" title="L" data-testid="loop" :aria-pressed="String(!!loop)" @click="setLoop">{{ loopWords }}</button>
    <button v-if="segments?.length > 1 && !loop" type="button" class="button bare" data-testid="loop-track" @click="loopTrack">Loop this track</button>
    <label v-if="several" class="row small"><input type="checkbox" v-model="matched" data-testid="matched" @change="mix"> Same loudness</label>
  </div>
  <p v-if="shownPassage && !address" class="small" aria-live="polite" data-testid="passage">{{ passageWords || "\u00a0" }}</p>
  <p class="small quiet" aria-live="polite" data-testid="player-says">{{ says }}</p>
</section>`,
  data() {
    return { state: "idle", playing: false, heard: Object.keys(this.names || STREAMS).at(-1), matched: true, at: 0, loop: null, loopFrom: null, index: null, problem: "", passage: null };
  },
  mounted() {
    this.seek = ({ detail }) => detail.job === this.job && this.jump(detail.seconds, detail.play);
    this.quiet = () => this.playing && this.pause(); // the player at the bottom has begun
    window.addEventListener("levelmix:seek", this.seek);
    window.addEventListener("levelmix:sounds", this.quiet);
    window.addEventListener("keydown", this.pressed);
  },
  unmounted() {
    this.gone = true;
    this.stop();
    this.context?.close();
    clearTimeout(this.timer);
    window.removeEventListener("levelmix:seek", this.seek);
    window.removeEventListener("levelmix:sounds", this.quiet);
    window.removeEventListener("keydown", this.pressed);
  },
  computed: {
    streams() { return this.names || STREAMS; },
    several() { return Object.keys(this.streams).length > 1; },
    base() { return (window.path_prefix || "") + (this.address || `/files/previews/${this.job}`); },
    shownTime() {
      return this.index ? `${clock(this.at)} / ${clock(this.index.duration_s)}` : clock(this.at);
    },
    loopWords() {
      if (this.loop) return `Looping ${clock(this.loop[0])} to ${clock(this.loop[1])}: end it`;
      return this.loopFrom == null ? "Loop from here" : `Loop from ${clock(this.loopFrom)} to here`;
    },
    // The passage that is shown: what is looped, else the track that plays.
    shownPassage() {
      if (this.loop) return this.loop;
      const track = this.track();
      return track ? [track.start_s, track.end_s] : null;
    },
    passageWords() {
      if (!this.passage || !this.shownPassage) return "";
      const [start, end] = this.passage.span;
      const said = (value) => (value == null ? "silence" : `${value.toFixed(1).replace("-", "−")} LUFS`);
      return `${clock(start)} to ${clock(end)}: ${said(this.passage.before)} before, ${said(this.passage.after)} after.`;
    },
    says() {
      if (this.problem) return this.problem;
      if (this.state === "waiting") return "The worker makes light copies to listen to; the first minutes are there in a moment.";
      if (this.address) return `${this.several ? "X switches, " : ""}Space plays and pauses, L loops, a click on the wave plays from there.`;
      return `X switches, Space plays and pauses, N and P go to the next and previous over or transition, L loops, a click on the timeline plays from there. ${this.matched ? "Both are equally loud, so that louder does not win." : "Each is as loud as it is."}`;
    },
  },
  watch: {
    shownPassage: {
      immediate: true,
      handler(now, before) {
        if (now?.join() !== before?.join()) this.measure(now);
      },
    },
  },
  methods: {
    track() {
      return (this.segments || []).find(({ start_s, end_s }) => this.at >= start_s && this.at < end_s);
    },
    async measure(span) {
      this.passage = null;
      if (!span || this.address) return;
      const address = `${window.path_prefix || ""}/files/timelines/${this.job}/passage?start=${span[0]}&end=${span[1]}`;
      const answer = await fetch(address).catch(() => null);
      if (answer?.status === 200 && this.shownPassage?.join() === span.join()) this.passage = { span, ...(await answer.json()) };
    },
    // The timeline knows the places: it moves there, and says where that is.
    go(way) {
      window.dispatchEvent(new CustomEvent("levelmix:go", { detail: { job: this.job, way, from: this.now() } }));
    },
    loopTrack() {
      const track = this.track();
      if (track) this.startLoop(track.start_s, track.end_s);
    },
    startLoop(start, end) {
      this.loop = [start, end];
      this.tellLoop();
      this.jump(start, true);
    },
    tellLoop() {
      window.dispatchEvent(new CustomEvent("levelmix:loop", { detail: { job: this.job, loop: this.loop } }));
    },
    pressed(event) {
      const inField = event.target.closest?.("input, textarea, select, [contenteditable], .q-dialog");
      if (event.ctrlKey || event.metaKey || event.altKey || (inField && event.target.type !== "checkbox")) return;
      const key = event.key.toLowerCase();
      if (key === "x") this.hear(this.after(this.heard));
      else if (key === "l") this.setLoop();
      else if ((key === "n" || key === "p") && !event.defaultPrevented) this.go(key === "n" ? 1 : -1);
      else if (event.key === " " && !event.target.closest?.("button, a, summary, input")) this.toggle();
      else return;
      event.preventDefault();
    },
    after(name, names = Object.keys(this.streams)) { return names[(names.indexOf(name) + 1) % names.length]; },
    async toggle() {
      if (this.playing) return this.pause();
      await this.jump(this.at, true);
    },
    pause() { this.at = this.now(); this.stop(); },
    // Browsers start sound only after a click: the context is made here, and resumed each time.
    open() {
      if (!this.context) {
        this.context = new AudioContext();
        this.gains = Object.fromEntries(Object.keys(this.streams).map((name) => [name, this.context.createGain()]));
        Object.values(this.gains).forEach((gain) => gain.connect(this.context.destination));
        this.buffers = new Map();
      }
      return this.context.resume();
    },
    async jump(seconds, play) {
      const playing = this.playing;
      this.stop();
      this.at = Math.max(0, seconds);
      if (!play && !playing) return;
      this.problem = "";
      const run = (this.run = (this.run || 0) + 1);
      try {
        await this.open();
        await this.ready(run);
        if (this.gone || run !== this.run) return;
        if (this.at >= this.available() - 0.05) this.at = this.index.complete ? 0 : Math.max(0, this.available() - 5);
        await this.start(run);
      } catch (error) {
        if (this.gone || run !== this.run) return;
        this.stop();
        this.state = "idle";
        this.problem = error.message || String(error);
      }
    },
    // Wait until there is something to hear, and have it made if there is nothing.
    async ready(run) {
      let asked = false;
      for (let tries = 0; !this.gone && run === this.run; tries++) {
        const answer = await fetch(this.base + (this.query || ""));
        if (answer.status === 200) {
          this.index = await answer.json();
          if (this.index.complete || this.available() > Math.min(this.at + 5, this.index.duration_s - 0.1)) return this.keepUp();
        } else if (answer.status !== 204) throw new Error("The preview could not be loaded. Try again in a moment.");
        if (!asked && answer.status === 204) this.$emit("wanted");
        asked = asked || answer.status === 204;
        this.state = "waiting";
        await new Promise((resolve) => setTimeout(resolve, tries < 10 ? 400 : 1500));
        if (tries > 400) throw new Error("The preview takes too long. Try again later.");
      }
    },
    keepUp() {
      this.state = "ready";
      clearTimeout(this.timer);
      if (this.index.complete) return;
      this.timer = setTimeout(async () => {
        const answer = await fetch(this.base + (this.query || "")).catch(() => null);
        if (answer?.status === 200) this.index = await answer.json();
        if (!this.gone) this.keepUp();
      }, 3000);
    },
    available() {
      const pieces = Math.min(...Object.values(this.index.sizes).map((sizes) => sizes.length));
      return Math.min(pieces * this.index.piece_s, this.index.duration_s);
    },
    async piece(name, number) {
      const key = `${name}${number}`;
      if (!this.buffers.has(key)) {
        this.buffers.set(key, this.load(name, number).catch((error) => { this.buffers.delete(key); throw error; }));
        for (const old of this.buffers.keys()) if (this.buffers.size > 12) this.buffers.delete(old);
      }
      return this.buffers.get(key);
    },
    async load(name, number) {
      const { sizes, part } = this.index;
      const file = Math.floor(number / part);
      const before = sizes[name].slice(file * part, number).reduce((a, b) => a + b, 0);
      const range = `bytes=${before}-${before + sizes[name][number] - 1}`;
      const answer = await fetch(`${this.base}/${name}/${file}`, { headers: { Range: range } });
      if (answer.status !== 206) throw new Error("The preview is gone. Press Listen to have it made again.");
      return this.context.decodeAudioData(await answer.arrayBuffer());
    },
    async start(run) {
      this.from = this.at;
      this.next = Math.floor(this.at / this.index.piece_s);
      await Promise.all(Object.keys(this.streams).map((name) => this.piece(name, this.next)));
      if (this.gone || run !== this.run) return;
      this.zero = this.context.currentTime + 0.08 - this.at; // where second 0 of the mix is on the audio clock
      this.sources = [];
      this.playing = true;
      this.mix();
      this.feed(run);
      this.tick(run);
    },
    // Lay the next pieces of both streams on the clock, a little ahead of what is heard.
    async feed(run) {
      try {
        while (!this.gone && run === this.run && this.playing) {
          const start = this.next * this.index.piece_s;
          const end = this.loop ? this.loop[1] : this.available();
          if (start >= end || start - this.now() > AHEAD_S) {
            await new Promise((resolve) => setTimeout(resolve, 150));
            continue;
          }
          const [names, number] = [Object.keys(this.streams), this.next];
          const buffers = await Promise.all(names.map((name) => this.piece(name, number)));
          if (run !== this.run || !this.playing) return;
          names.forEach((name, k) => this.lay(name, buffers[k], start));
          this.next++;
        }
      } catch (error) {
        if (run === this.run && !this.gone) [this.problem] = [error.message, this.pause()];
      }
    },
    lay(name, buffer, start) {
      const { lead_s, piece_s } = this.index;
      const begin = Math.max(start, this.from);
      const when = Math.max(this.zero + begin, this.context.currentTime);
      const late = when - (this.zero + begin);
      const envelope = this.context.createGain();
      const source = this.context.createBufferSource();
      source.buffer = buffer;
      source.connect(envelope).connect(this.gains[name]);
      const length = start + piece_s - begin - late;
      envelope.gain.setValueAtTime(0, when);
      envelope.gain.linearRampToValueAtTime(1, when + FADE_S);
      envelope.gain.setValueAtTime(1, when + length);
      envelope.gain.linearRampToValueAtTime(0, when + length + FADE_S);
      source.start(when, lead_s + begin - start + late, length + FADE_S);
      source.onended = () => (this.sources = this.sources.filter((other) => other !== source));
      this.sources.push(source);
    },
    now() {
      return this.playing ? Math.max(0, this.context.currentTime - this.zero) : this.at;
    },
    tick(run) {
      if (this.gone || run !== this.run || !this.playing) return;
      this.at = this.now();
      window.dispatchEvent(new CustomEvent("levelmix:time", { detail: { job: this.job, seconds: this.at } }));
      if (this.loop && this.at >= this.loop[1]) return this.jump(this.loop[0], true);
      if (this.at >= this.available() && this.index.complete) return this.pause();
      requestAnimationFrame(() => this.tick(run));
    },
    stop() {
      this.playing = false;
      (this.sources || []).forEach((source) => { source.onended = null; source.stop(); source.disconnect(); });
      this.sources = [];
    },
    hear(name) { this.heard = name; this.mix(); },
    // Both at the loudness of the softer one, so that nothing clips and louder does not win.
    mix() {
      if (!this.context || !this.index) return;
      const known = Object.values(this.index.loudness).every((lufs) => lufs != null);
      const softer = Math.min(...Object.values(this.index.loudness));
      for (const name of Object.keys(this.streams)) {
        const level = this.matched && known ? 10 ** ((softer - this.index.loudness[name]) / 20) : 1;
        this.gains[name].gain.setTargetAtTime(name === this.heard ? level : 0, this.context.currentTime, 0.006);
      }
    },
    setLoop() {
      if (this.loop) {
        [this.loop, this.loopFrom] = [null, null];
        this.tellLoop();
      } else if (this.loopFrom == null) this.loopFrom = this.at;
      else if (Math.abs(this.at - this.loopFrom) < 0.5) this.loopFrom = null;
      else this.startLoop(Math.min(this.loopFrom, this.at), Math.max(this.loopFrom, this.at));
    },
  },
};
