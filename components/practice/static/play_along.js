// A piece to play along with: the engraved page, the band, the mixer, and bars that are repeated, faster each time.
import { Band, barUnder, boxes, Coloured, faster, PARTS, played, soundingAt, span, stage } from "levelmix-band";

const NAMES = { melody: "Melody", piano: "Piano", bass: "Bass", drums: "Drums", click: "Click" };
const KEPT = "levelmix-practice-mixer";
const [SLOWEST, FASTEST] = [40, 300];

export default {
  props: { page: String, sound: String, samples: String, names: Array, written: Number, numbers: Array, marks: Object, picked: String, label: String, stamp: String },
  template: `
<section class="play-along" :data-state="state" :aria-label="label" data-testid="play-along">
  <div class="transport">
    <button type="button" class="button main-action big" :aria-busy="String(state === 'loading')" data-testid="play" @click="toggle">
      {{ playing ? 'Stop' : 'Play' }}</button>
    <label class="knob grow"><span>Tempo <b class="number">{{ tempo }}</b></span>
      <input type="range" :min="slowest" :max="fastest" v-model.number="tempo" data-testid="tempo" @change="again"></label>
    <label class="knob"><span>Count in</span><select v-model.number="count" data-testid="count-in">
      <option :value="0">none</option><option :value="1">1 bar</option><option :value="2">2 bars</option></select></label>
    <label class="knob"><span>Transpose</span><select v-model.number="transpose" data-testid="transpose" @change="redraw">
      <option v-for="n in 13" :key="n" :value="n - 7">{{ n - 7 > 0 ? '+' : '' }}{{ n - 7 }}</option></select></label>
  </div>
  <div class="transport">
    <label class="knob"><span>Repeat bars</span><select v-model="first" data-testid="loop-first" @change="chooseFirst">
      <option :value="null">none</option><option v-for="(number, n) in numbers" :key="n" :value="n">{{ number }}</option></select></label>
    <label class="knob" v-if="loop"><span>to</span><select v-model="last" data-testid="loop-last" @change="choose(first, last)">
      <option v-for="(number, n) in numbers" :key="n" :value="n" :disabled="n < first">{{ number }}</option></select></label>
    <label class="knob" v-if="loop"><span>Faster each time</span><select v-model.number="step" data-testid="faster">
      <option v-for="n in [0, 2, 4, 5, 10]" :key="n" :value="n">{{ n ? '+' + n : 'no' }}</option></select></label>
    <label class="knob" v-if="loop && step"><span>up to</span><input class="short" type="number" :min="tempo" :max="fastest" v-model.number="most"></label>
    <button v-if="loop" type="button" class="button bare" data-testid="loop-off" @click="choose(null, null)">Play all</button>
    <span class="small quiet" aria-live="polite" data-testid="play-says">{{ says }}</span>
  </div>
  <div class="mixer" role="group" aria-label="Mixer">
    <label v-for="part in parts" :key="part" class="knob"><span>{{ partName(part) }}</span>
      <input type="range" min="0" max="1.4" step="0.05" v-model.number="levels[part]" :data-testid="'level-' + part" @input="mix(part)"></label>
  </div>
  <div class="score-scroll"><div ref="place" class="score-page" role="img" :aria-label="'Notes of ' + label" @pointerdown="press" @pointermove="drag" @pointerup="release" @pointercancel="release"></div>
    <div v-for="box in chosen" :key="box.bar" class="chosen-bar" :style="{ left: box.x + 'px', top: box.y + 'px', width: box.width + 'px', height: box.height + 'px' }"></div>
  </div>
</section>`,
  data: () => ({
    state: "idle", playing: false, tempo: 0, transpose: 0, count: 1, first: null, last: null, step: 0, most: FASTEST,
    levels: {}, chosen: [], trouble: "", loaded: 0, pass: 0, slowest: SLOWEST, fastest: FASTEST, parts: PARTS,
  }),
  computed: {
    loop: (self) => self.first !== null,
    asked: (self) => ({ tempo: self.tempo, transpose: self.transpose, first: self.first, last: self.last }),
    says(self) {
      if (self.trouble) return self.trouble;
      if (self.state === "loading") return self.loaded < 1 ? `Fetching the instruments … ${Math.round(self.loaded * 100)} %` : "";
      if (self.playing && self.loop) return `Time ${self.pass + 1}`;
      return self.loop ? "" : "Drag over bars to repeat them.";
    },
  },
  watch: {
    stamp() { this.redraw(); },
    asked() { this.$emit("asked", this.asked); },
    marks() { this.mark(); },
    picked() { this.mark(); },
  },
  mounted() {
    this.tempo = this.written;
    const kept = JSON.parse(localStorage.getItem(KEPT) || "{}");
    this.levels = Object.fromEntries(PARTS.map((part) => [part, kept[part] ?? (part === "click" ? 0 : 1)]));
    this.band = new Band(this.names, this.samples);
    this.band.addEventListener("change", () => this.changed());
    this.sounds = new Map();
    this.now = new Coloured(this.$refs.place, "now");
    this.resizes = new ResizeObserver(() => this.resized());
    this.resizes.observe(this.$refs.place.parentElement);
    this.redraw();
    if (!navigator.connection?.saveData) this.foresee();
    this.stage = { band: this.band, begin: (resting) => this.begin(resting), stop: () => this.band.stop() };
    stage.along = this.stage;
  },
  unmounted() {
    this.gone = true;
    if (stage.along === this.stage) stage.along = null;
    this.resizes.disconnect();
    this.band.close();
  },
  methods: {
    partName: (part) => NAMES[part],
    address(template, more) {
      return `${window.path_prefix || ""}${template}?${new URLSearchParams({ transpose: String(this.transpose), stamp: this.stamp, ...more })}`;
    },
    async redraw() {
      this.band.stop();
      this.sounds.clear();
      this.width = Math.round(this.$refs.place.parentElement.clientWidth);
      const answer = await fetch(this.address(this.page, { width: String(this.width) })).catch(() => null);
      if (this.gone) return;
      if (!answer?.ok) {
        this.trouble = "The notes cannot be shown right now. Load the page again.";
        return;
      }
      this.$refs.place.innerHTML = await answer.text();
      this.trouble = "";
      this.now = new Coloured(this.$refs.place, "now");
      this.mark();
      this.outline();
    },
    resized() {
      const width = Math.round(this.$refs.place.parentElement.clientWidth);
      clearTimeout(this.later);
      if (this.width && Math.abs(width - this.width) > 8) this.later = setTimeout(() => this.redraw(), 250);
    },
    mark() {
      this.marked?.forEach((one) => one.show([]));
      this.marked = Object.entries({ ...this.marks, picked: this.picked ? [this.picked] : [] }).map(([name, ids]) => {
        const one = new Coloured(this.$refs.place, name);
        one.show(ids);
        return one;
      });
    },
    outline() {
      const wanted = (box) => this.loop && box.bar >= this.first && box.bar <= this.last;
      this.chosen = boxes(this.$refs.place).filter(wanted);
    },
    async performance(tempo) {
      if (!this.sounds.has(tempo)) {
        const answer = await fetch(this.address(this.sound, { tempo: String(tempo) }));
        if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).detail || "It cannot be played right now. Try again.");
        this.sounds.set(tempo, await answer.json());
      }
      return this.sounds.get(tempo);
    },
    /** What will be played is fetched before somebody presses Play; what fails is asked for again then. */
    async foresee() {
      await this.performance(this.tempo)
        .then((performance) => this.band.prepare(performance))
        .catch(() => {});
    },
    toggle() {
      return this.playing ? this.band.stop() : this.begin();
    },
    again() {
      if (this.playing) this.begin();
    },
    async begin(resting = []) {
      Object.assign(this, { state: "loading", trouble: "", pass: 0, loaded: 0 });
      this.band.open();
      for (const part of PARTS) this.band.level(part, resting.includes(part) ? 0 : this.levels[part]);
      try {
        const performance = await this.performance(this.tempo);
        await this.band.prepare(performance, (share) => { this.loaded = share; });
        if (this.gone) return;
        if (this.loop && this.step) this.performance(faster(this.tempo, this.step, this.most)); // at hand before it is due
        await this.band.play(this.passOf(performance, this.tempo), { bars: this.count, next: (before) => this.following(before) });
        this.state = "playing";
      } catch (error) {
        Object.assign(this, { state: "idle", trouble: error.message });
      }
      return this.state === "playing";
    },
    passOf(performance, tempo) {
      const bars = this.loop ? played(performance, this.first, this.last) : null;
      return { performance, tempo, ...span(performance, bars) };
    },
    following(before) {
      if (!this.loop) return null;
      const tempo = faster(before.tempo, this.step, this.most);
      const ready = this.sounds.get(tempo);
      if (tempo !== faster(tempo, this.step, this.most)) this.performance(faster(tempo, this.step, this.most)).catch(() => {});
      return ready ? this.passOf(ready, tempo) : this.passOf(before.performance, before.tempo);
    },
    changed() {
      this.playing = this.band.playing;
      if (!this.playing) {
        this.state = "idle";
        this.now.show([]);
        this.follow = cancelAnimationFrame(this.follow);
      } else this.follow = requestAnimationFrame(() => this.move());
    },
    move() {
      const place = this.band.place;
      if (!this.playing || this.gone) return;
      if (place) {
        if (this.lastPass && place.pass !== this.lastPass) this.pass += 1;
        this.lastPass = place.pass;
        if (this.step) this.tempo = place.pass.tempo;
        const { notes, longest } = place.pass.performance;
        this.now.show(soundingAt(notes, place.seconds, longest));
        this.scrollTo(place);
      }
      this.follow = requestAnimationFrame(() => this.move());
    },
    scrollTo({ pass, bar }) {
      const page = pass.performance.bars[bar][1];
      if (page === this.shown) return;
      this.shown = page;
      const measure = this.$refs.place.querySelector(`#b${page}`);
      const box = measure?.getBoundingClientRect();
      if (box && (box.top < 90 || box.bottom > window.innerHeight - 120)) measure.scrollIntoView({ block: "center", behavior: "smooth" });
    },
    mix(part) {
      this.band.level(part, this.levels[part]);
      localStorage.setItem(KEPT, JSON.stringify(this.levels));
    },
    chooseFirst() {
      this.choose(this.first, this.first === null ? null : Math.max(this.first, this.last ?? this.first));
    },
    choose(first, last) {
      [this.first, this.last] = [first, last];
      this.outline();
      this.$emit("bars", first === null ? null : [first, last]);
      if (this.playing) this.begin();
    },
    under(event) {
      const frame = this.$refs.place.getBoundingClientRect();
      return barUnder(boxes(this.$refs.place), event.clientX - frame.left, event.clientY - frame.top);
    },
    press(event) {
      if (event.button) return;
      this.pressed = this.under(event);
      this.pressedNote = event.target.closest?.("g.note")?.id.split(".")[0];
    },
    drag(event) {
      if (this.pressed === undefined || this.pressed === null) return;
      const bar = this.under(event);
      if (bar === null || (bar === this.pressed && !this.dragged)) return;
      this.dragged = true;
      [this.first, this.last] = [Math.min(bar, this.pressed), Math.max(bar, this.pressed)];
      this.outline();
    },
    release() {
      if (this.dragged) this.choose(this.first, this.last);
      else if (this.pressedNote) this.$emit("note", this.pressedNote);
      [this.pressed, this.dragged, this.pressedNote] = [undefined, false, undefined];
    },
  },
};
