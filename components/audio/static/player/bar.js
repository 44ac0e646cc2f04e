// The player at the bottom of every screen: it lives in the shell and plays on while screens change. The browser fetches the
// ranges of a file that it needs, so four hours are there as soon as ten seconds.
// Whatever has data-plays (the id of a sound, or of the job it came out of) plays it when pressed; data-queues adds it.
import { clock } from "levelmix-timeline/scale.js";
import { gain } from "./loudness.js";
import { keep, recall } from "./memory.js";
import { ICONS, PANEL } from "./parts.js";
import { EMPTY, LOOPS, SPEEDS, add, current, describe, following, go, playNow, remove, stands } from "./queue.js";
import { Seeking } from "./seeking.js";
import { tellPhone, tellPlace } from "./session.js";
import { Words } from "./words.js";

const KEEP_MS = 4000;
const RETRY_MS = 3000;
export const asked = (event) => event.target.closest?.("[data-plays], [data-queues]");

// The bar itself. `first` is the press that it came into being by.
export const Bar = {
  mixins: [Seeking, Words],
  props: { owner: String, jobs: Object, first: Object },
  template: `
<section v-if="track" class="bar" :class="{ open }" aria-label="Player" data-testid="player-bar" :data-state="status" :data-track="track.id" :data-seconds="at.toFixed(1)">
  ${PANEL}
  <div class="bar-in">
    <div class="bar-keys">
      <button type="button" class="button bare square wide-only" aria-label="Previous" data-testid="bar-previous" @click="step(-1)">${ICONS.previous}</button>
      <button type="button" class="button main-action square" :aria-label="playing ? 'Pause' : 'Play'" :aria-busy="String(status === 'loading')" data-testid="bar-play" @click="toggle">
        <span v-if="playing">${ICONS.pause}</span><span v-else>${ICONS.play}</span></button>
      <button type="button" class="button bare square" aria-label="Next" data-testid="bar-next" :disabled="following(state) < 0" @click="step(1)">${ICONS.next}</button>
    </div>
    <div class="bar-what">
      <a class="clip strong" :href="href" :title="track.title" data-testid="bar-title">{{ track.title }}</a>
      <span class="small quiet clip">{{ about }}</span>
    </div>
    <div class="bar-wave">
      <span class="small number" data-testid="bar-at">{{ clock(shown) }}</span>
      <div ref="field" class="bar-field" role="slider" tabindex="0" :aria-label="'Place in ' + track.title" aria-valuemin="0" :aria-valuemax="Math.round(length)"
        :aria-valuenow="Math.round(shown)" :aria-valuetext="clock(shown) + ' of ' + clock(length)" data-testid="bar-field"
        @keydown="key" @pointerdown="grab" @pointermove="pull" @pointerup="release" @pointercancel="held = null"><canvas ref="canvas" aria-hidden="true"></canvas></div>
      <span class="small number">{{ length ? clock(length) : "" }}</span>
    </div>
    <div class="bar-extras">
      <button type="button" class="button bare small" :aria-pressed="String(state.matched)" :title="matchedWords" data-testid="bar-matched" @click="set({ matched: !state.matched })">Same loudness</button>
      <select class="input" aria-label="Speed" data-testid="bar-speed" :value="state.speed" @change="set({ speed: Number($event.target.value) })">
        <option v-for="speed in speeds" :key="speed" :value="speed">{{ speed }}×</option></select>
      <button type="button" class="button bare square" :class="state.loop" :aria-label="looped" :title="looped" :aria-pressed="String(state.loop !== 'off')" data-testid="bar-loop" @click="turnLoop">
        ${ICONS.loop}<sup v-if="state.loop === 'one'" aria-hidden="true">1</sup></button>
    </div>
    <div class="bar-ends">
      <button type="button" class="button bare square" :aria-label="'Queue, ' + state.tracks.length" :aria-expanded="String(open)" data-testid="bar-queue" @click="open = !open">${ICONS.queue}</button>
      <button type="button" class="button bare square" aria-label="End, and empty the queue" data-testid="bar-close" @click="close">${ICONS.close}</button>
    </div>
  </div>
  <p class="bar-says small" aria-live="polite" data-testid="bar-says" v-show="says">{{ says }}</p>
</section>`,
  data() {
    return { state: { ...EMPTY }, status: "paused", at: 0, held: null, open: false, says: "", curve: null, found: 0 };
  },
  computed: {
    speeds: () => SPEEDS,
    track() { return current(this.state); },
    playing() { return ["playing", "loading", "offline"].includes(this.status); },
    shown() { return this.held ?? this.at; },
  },
  watch: {
    track: { flush: "post", handler(now, before) { this.changed(now, before); } },
    shown() { this.paint(); },
    curve() { this.paint(); },
  },
  mounted() {
    this.marks = document.head.appendChild(document.createElement("style"));
    this.audio = Object.assign(new Audio(), { preload: "metadata" });
    for (const [event, act] of Object.entries(this.events())) this.audio.addEventListener(event, act);
    this.listen = { click: this.pressed, "levelmix:time": this.pause, "levelmix:sounds": ({ detail }) => detail.who !== this && this.pause(),
      "levelmix:library": ({ detail }) => this.heard(detail), online: this.retry, pagehide: this.keep };
    for (const [event, act] of Object.entries(this.listen)) window.addEventListener(event, act);
    this.others = new BroadcastChannel("levelmix.player");
    this.others.onmessage = () => this.pause();
    this.resizes = new ResizeObserver(() => this.paint());
    this.theme = new MutationObserver(() => this.paint());
    this.theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    this.state = recall(this.owner);
    this.at = this.state.seconds;
    if (this.first) this.pressed(this.first);
  },
  unmounted() {
    this.audio.pause();
    for (const [event, act] of Object.entries(this.listen)) window.removeEventListener(event, act);
    [this.resizes, this.theme].forEach((watcher) => watcher.disconnect());
    this.others.close();
    this.marks.remove();
    clearTimeout(this.timer);
  },
  methods: {
    clock, following,
    address(id, what) { return `${window.path_prefix || ""}/files/library/${id}/${what}`; },
    events() {
      return {
        timeupdate: () => this.moved(),
        durationchange: () => (this.found = Number.isFinite(this.audio.duration) ? this.audio.duration : 0),
        playing: () => this.become("playing"),
        waiting: () => this.playing && this.become("loading"),
        pause: () => this.audio.src && !this.audio.ended && this.status !== "offline" && this.become("paused"),
        ended: () => this.ended(),
        error: () => this.audio.getAttribute("src") && this.failed(),
      };
    },
    become(status) {
      this.status = status;
      if (status === "playing") this.says = "";
      this.mark();
      tellPlace(this.playing, this.length, this.at, this.state.speed);
    },
    // The buttons elsewhere that stand for what plays show that it can be paused there.
    mark() {
      const these = this.track && this.playing ? [this.track.id, this.track.job].filter((id) => /^[\w-]+$/.test(id || "")) : [];
      const rule = (part, how) => these.map((id) => `[data-plays="${id}"] .${part} { display: ${how}; }`).join("\n");
      const named = these.map((id) => `.thing:has(> [data-plays="${id}"]) .name { color: var(--key); }`).join("\n");
      this.marks.textContent = `${rule("to-play", "none")}\n${rule("to-pause", "contents")}\n${named}`;
      document.documentElement.toggleAttribute("data-player", !!this.track);
    },
    pressed(event) {
      const source = asked(event);
      if (!source) return;
      const { plays, queues, title, at } = source.dataset;
      if (queues) return this.enqueue(queues, title);
      if (at) return this.leap(plays, title, Number(at));
      if (stands(this.track, plays)) return this.toggle();
      this.set(playNow(this.state, { id: plays, title }));
      this.play(this.state.at);
    },
    async enqueue(id, title) {
      const first = !this.track;
      this.set(add(this.state, { id, title }));
      this.says = first ? "" : `Added to the queue: ${title}`;
      await this.learn(id);
    },
    // Called by a press, so it begins to play at once: phones allow no sound to whoever asks a server first.
    play(place) {
      const seconds = place === this.state.at ? this.state.seconds : 0;
      if (place !== this.state.at) this.set(go(this.state, place));
      [this.at, this.found, this.says] = [seconds, 0, ""];
      this.load(this.track.id, seconds);
      this.learn(this.track.id);
    },
    load(id, seconds) {
      this.loaded = id;
      this.audio.src = this.address(id, "sound");
      if (seconds > 0) this.audio.currentTime = seconds;
      this.sound();
    },
    sound() {
      this.become("loading");
      this.tune();
      window.dispatchEvent(new CustomEvent("levelmix:sounds", { detail: { who: this } }));
      this.others.postMessage("plays");
      this.audio.play().catch((error) => error.name === "NotAllowedError" && this.become("paused"));
    },
    tune() {
      const volume = gain(this.track?.lufs, this.state.matched);
      this.audio.defaultPlaybackRate = this.audio.playbackRate = this.state.speed;
      this.audio.volume = volume;
      if (volume < 1 && this.audio.volume === 1) this.amplify(volume); // iPhones leave it to their keys
      else if (this.amplifier) this.amplifier.gain.value = 1;
    },
    amplify(volume) {
      if (!this.amplifier) {
        const context = new AudioContext();
        this.amplifier = context.createGain();
        context.createMediaElementSource(this.audio).connect(this.amplifier).connect(context.destination);
      }
      /** @type {AudioContext} */ (this.amplifier.context).resume();
      this.amplifier.gain.value = volume;
    },
    toggle() {
      if (this.playing) return this.pause();
      if (this.loaded !== this.track.id) return this.play(this.state.at);
      this.sound();
    },
    pause() {
      if (!this.playing) return;
      clearTimeout(this.timer);
      this.audio.pause();
      this.become("paused");
      this.keep();
    },
    step(way) {
      if (way < 0 && this.at > 4) return this.seek(0);
      const place = following(this.state, way);
      if (place >= 0) this.play(place);
      else if (way < 0) this.seek(0);
    },
    skip(seconds) { this.seek(this.at + seconds); },
    seek(seconds) {
      this.at = Math.max(0, Math.min(seconds, Math.max(0, this.length - 0.1)));
      this.state = { ...this.state, seconds: this.at };
      if (this.loaded === this.track.id) this.audio.currentTime = this.at;
      this.keep();
    },
    ended() {
      const place = following(this.state, 1, true);
      if (place < 0) {
        this.seek(0);
        return this.become("paused");
      }
      this.state = go(this.state, place);
      this.play(place);
    },
    moved() {
      if (this.loaded !== this.track?.id || this.audio.seeking) return;
      this.at = this.audio.currentTime;
      if (Date.now() - (this.kept || 0) > KEEP_MS) this.keep();
    },
    keep() {
      this.kept = Date.now();
      this.state = { ...this.state, seconds: this.at };
      keep(this.owner, this.state);
    },
    set(change) {
      this.state = { ...this.state, ...change };
      this.tune();
      keep(this.owner, this.state);
    },
    turnLoop() { this.set({ loop: LOOPS[(LOOPS.indexOf(this.state.loop) + 1) % LOOPS.length] }); },
    drop(id) {
      const was = stands(this.track, id);
      const played = this.playing;
      this.set(remove(this.state, id));
      if (!was) return;
      this.quiet();
      if (played && this.track) this.play(this.state.at);
    },
    quiet() {
      this.audio.pause();
      this.audio.removeAttribute("src");
      [this.loaded, this.at] = [null, 0];
      this.become("paused");
    },
    close() {
      this.set({ tracks: [], at: -1, seconds: 0 });
      this.open = false;
      this.quiet();
    },
    // What happened to a file in the library.
    heard({ id, title }) {
      if (title) this.set(describe(this.state, id, { title }));
      else this.drop(id);
    },
    async ask(id, what) {
      const answer = await fetch(this.address(id, what)).catch(() => null);
      return answer && { status: answer.status, told: answer.status === 200 ? await answer.json() : null };
    },
    async learn(id) {
      const answer = await this.ask(id, "track");
      if (!answer?.told) return;
      if (this.loaded === id) this.loaded = answer.told.id; // the sound that was asked for by its job
      this.set(describe(this.state, id, answer.told));
    },
    // Why it does not sound: the line, the file, or the browser.
    async failed() {
      const id = this.loaded;
      const answer = await this.ask(id, "track");
      if (id !== this.loaded) return;
      if (answer?.status === 200 && this.audio.error?.code !== 2) return this.stuck("This browser cannot play this kind of file. Download it, or listen on its job’s page.");
      if (answer && answer.status < 500 && !answer.told) return this.stuck("This sound is not there any more.");
      this.become("offline");
      this.says = "The connection is gone. It plays on as soon as it is back.";
      this.timer = setTimeout(this.retry, RETRY_MS);
    },
    stuck(words) {
      this.become("error");
      this.says = words;
    },
    retry() {
      clearTimeout(this.timer);
      if (this.status === "offline") this.load(this.track.id, this.at);
    },
    async changed(now, before) {
      this.mark();
      tellPhone(now, this);
      if (!now) return;
      if (!before) this.resizes.observe(this.$refs.field);
      if (now.id === before?.id) return this.tune();
      this.curve = null;
      this.paint();
      const answer = await this.ask(now.id, "curve");
      if (this.track?.id === now.id && answer?.told) this.curve = Object.freeze(answer.told.lufs);
    },
  },
};
