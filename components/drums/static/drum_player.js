// A map to play: lanes or notation, the song at any speed, bars that are repeated, and what one plays, judged.
import {
  countIn, Highway, keep, KITS, LANES, Notation, OwnHits, MIXER, RESULT, SETTINGS, settings, Sounds, still, Strip, able, clock, keyName,
} from "levelmix-drums";

const KIT_NAMES = { full: "Everything", five: "Five pieces", four: "Four pieces", three: "Three pads" };
const byTouch = () => matchMedia("(pointer: coarse)").matches;
const [SLOWEST, FASTEST] = [0.25, 1.25];

export default {
  mixins: [Sounds, OwnHits],
  props: { source: String, song: String, stem: String, label: String, keep: String, begin: Number, wave: String },
  emits: ["played"],
  template: `
<section class="drum-player" :data-state="state" :aria-label="label" data-testid="drum-player">
  <div class="transport">
    <button type="button" class="button main-action big" :aria-busy="String(state === 'fetching')" :disabled="state === 'loading' || state === 'none'" data-testid="drum-play" @click="toggle">{{ playing ? 'Stop' : 'Play' }}</button>
    <label class="knob grow"><span>Speed <b class="number">{{ Math.round(speed * 100) }} %</b></span>
      <input type="range" min="0.25" max="1.25" step="0.05" v-model.number="speed" data-testid="speed" @change="again"></label>
    <label class="knob"><span>Count in</span><select v-model.number="count" data-testid="drum-count-in" @change="keepSettings"><option :value="0">none</option><option :value="1">1 bar</option><option :value="2">2 bars</option></select></label>
    <label class="knob"><span>Show</span><select v-model="view" data-testid="view" @change="changeView"><option value="lanes">Lanes</option><option value="notation">Notation</option></select></label>
  </div>
  <div class="drum-scene">
    <div class="drum-score" aria-hidden="true"><span ref="score"></span><span ref="combo"></span><span ref="accuracy"></span></div>
    <div ref="field" class="drum-field" tabindex="0" role="application" :aria-label="said" data-testid="drum-field" @pointerdown="press" @pointermove="drag" @pointerup="release" @pointercancel="release">
      <canvas v-show="view === 'lanes'" ref="lanes" class="drum-canvas"></canvas>
      <canvas v-show="view === 'notation'" ref="notation" class="drum-canvas"></canvas>
    </div>
    <canvas ref="strip" class="drum-strip" role="img" aria-label="The whole song: press to go there, drag to repeat bars" data-testid="drum-strip" @pointerdown="grab" @pointermove="pull" @pointerup="letGo" @pointercancel="letGo"></canvas>
  </div>
  <div class="transport">
    <label class="knob"><span>Repeat bars</span><select v-model="first" data-testid="drum-first" @change="choose(first, Math.max(first, last ?? first))"><option :value="null">none</option><option v-for="(number, n) in numbers" :key="n" :value="n">{{ number }}</option></select></label>
    <label v-if="loop" class="knob"><span>to</span><select v-model="last" data-testid="drum-last" @change="choose(first, last)"><option v-for="(number, n) in numbers" :key="n" :value="n" :disabled="n < first">{{ number }}</option></select></label>
    <label v-if="loop" class="knob"><span>Faster each time</span><select v-model.number="step" data-testid="drum-faster"><option v-for="n in [0, 2, 5, 10]" :key="n" :value="n">{{ n ? '+' + n + ' %' : 'no' }}</option></select></label>
    <button v-if="loop" type="button" class="button bare" data-testid="drum-loop-off" @click="choose(null, null)">Play all</button>
    <span class="small" :class="trouble ? 'wrong' : 'quiet'" aria-live="polite" data-testid="drum-says">{{ says }}</span>
  </div>
  ${MIXER}${RESULT}${SETTINGS}
</section>`,
  data() {
    const kept = settings();
    return {
      ...kept, blend: kept.share, view: kept.view || (still() ? "notation" : "lanes"), playing: false, speed: 1, at: 0, first: null, last: null, step: 0,
      pass: 0, numbers: [], kits: KITS, kitNames: KIT_NAMES, allLanes: LANES,
    };
  },
  computed: {
    loop: (self) => self.first !== null,
    shownLanes: (self) => LANES.filter((lane) => self.kit.includes(lane.name)),
    blendWords: (self) => (self.blend === 0 ? "The song" : self.blend === -1 ? "Without drums" : self.blend === 1 ? "Drums alone" : self.blend < 0 ? "Fewer drums" : "More drums"),
    padsSay: (self) => self.padTrouble || (self.padNames.length ? `Listening to ${self.padNames.join(", ")}.` : able() ? "" : "This browser knows no MIDI: use the keys, or another browser."),
    said: (self) => byTouch() ? `Lanes of ${self.label}. While it plays, tap the lanes; below them is the kick.` : `Lanes of ${self.label}. While it plays, hit ${self.shownLanes.map((lane) => `${keyName(self.keys[lane.name])} for ${lane.label}`).join(", ")}; Escape stops.`,
    says(self) {
      if (self.trouble && !(self.playing && self.loop)) return self.trouble;
      if (self.state === "fetching") return `Fetching the song … ${Math.round(self.share * 100)} %`;
      if (self.playing) return self.loop ? `Time ${self.pass + 1}, ${Math.round(self.speed * 100)} %` : "";
      return self.loop ? "" : "Drag over the strip, or over bars of the notation, to repeat them.";
    },
  },
  async mounted() {
    this.highway = new Highway(this.$refs.lanes, () => this.paint());
    this.notation = new Notation(this.$refs.notation, () => this.paint());
    this.strip = new Strip(this.$refs.strip, () => this.paint());
    try {
      this.takeMap(await this.fetchMap(this.source));
    } catch (error) {
      return Object.assign(this, { state: "none", trouble: error.message });
    }
    if (this.gone) return;
    this.transport.addEventListener("change", () => this.changed());
    this.fetchWave().then((peaks) => {
      this.peaks = peaks;
      if (peaks && !this.gone) this.redraw();
    });
    this.at = Math.min(this.begin || 0, this.map.length);
    this.numbers = this.bars.map((bar) => bar.number);
    this.state = "ready";
    this.redraw();
  },
  unmounted() {
    this.gone = true;
    this.transport?.close();
    for (const drawing of [this.highway, this.notation, this.strip]) drawing?.close();
  },
  methods: {
    redraw() {
      this.prepareHits();
      Object.assign(this.highway, { ahead: this.ahead, calm: still(), touch: byTouch() });
      this.highway.show({ hits: this.played, lanes: this.lanes, beats: this.beats, keys: this.keyNames });
      this.notation.show({ map: { ...this.map, hits: this.played }, beats: this.beats, bars: this.bars });
      this.strip.show({ map: this.map, bars: this.bars, wave: this.peaks });
      this.paint();
    },
    restyle() {
      this.highway.ahead = this.ahead;
      this.keepSettings();
      this.paint();
    },
    keepSettings() {
      const { kit, keys, pads, offset, ahead, view, levels, blend, count } = this;
      keep({ kit, keys, pads, offset, ahead, view, levels, share: blend, count });
      if (this.map) this.redraw();
    },
    paint() {
      if (this.gone || !this.map || this.playing || this.painting) return;
      this.painting = requestAnimationFrame(() => {
        this.painting = null;
        if (!this.gone && !this.playing) this.draw(this.at);
      });
    },
    draw(ms) {
      const chosen = this.loop ? [this.first, this.last] : null;
      const [flashes, done] = [this.flashes ?? [], this.done ?? new Set()];
      if (this.view === "lanes") this.highway.paint(ms, { flashes, now: performance.now(), done, loop: chosen && this.range() });
      else this.notation.paint(ms, { chosen, judged: this.strokes && this.judge ? this.judge.told : [] });
      this.strip.paint(ms, chosen);
    },
    range() {
      return this.loop ? [this.bars[this.first].ms, this.bars[this.last].end] : [this.at, this.map.length];
    },
    toggle() {
      return this.playing ? this.transport.stop() : this.start();
    },
    again() {
      if (this.playing) this.start();
    },
    async start() {
      Object.assign(this, { state: "fetching", trouble: "", result: null });
      await this.openSounds();
      if (this.gone) return;
      if (this.at >= this.map.length - 50) this.at = 0;
      const [from, to] = this.range();
      this.begun = [from, to];
      this.judgeFrom(from, to);
      this.pass = 0;
      this.transport.play({ from, to, speed: this.speed, lead: countIn(this.map, from, this.count), next: (before) => this.following(before) });
      this.state = "playing";
      this.$refs.field.focus({ preventScroll: true });
      // On a phone the line where hits are due would lie below what is seen.
      this.$refs.field.scrollIntoView({ block: "nearest" });
    },
    following({ from, to, speed }) {
      if (!this.loop) return null;
      return { from, to, speed: this.step ? Math.min(FASTEST, Math.max(speed, Math.min(1, speed + this.step / 100)), 1) : Math.max(SLOWEST, speed) };
    },
    changed() {
      const was = this.playing;
      this.playing = this.transport.playing;
      cancelAnimationFrame(this.coming); // else two would follow each restart while it plays
      if (this.playing) this.coming = requestAnimationFrame(() => this.frame());
      else {
        this.state = "ready";
        if (was) this.endHits();
        this.paint();
      }
    },
    frame() {
      if (!this.playing || this.gone) return;
      const place = this.transport.where();
      if (place) {
        const behind = this.follow(place);
        this.at = Math.max(0, Math.min(this.map.length, place.ms));
        this.passHits(place.ms + behind, place.pass.speed);
        this.draw(place.ms);
      } else if (!this.loop) this.at = 0;
      this.coming = requestAnimationFrame(() => this.frame());
    },
    choose(first, last) {
      [this.first, this.last] = [first, last];
      if (first !== null) this.at = this.bars[first].ms;
      if (this.playing) this.start();
      else this.paint();
    },
    goTo(ms) {
      if (!this.map) return;
      this.at = Math.min(ms, this.map.length);
      if (this.playing) this.start();
      else this.paint();
    },
    now() {
      return Math.round(this.at);
    },
    changeView() {
      this.keepSettings();
      this.$nextTick(() => [this.highway, this.notation].forEach((drawing) => drawing.surface.measure(true)));
    },
    mix() {
      this.transport.mix(this.blend);
      this.keepSettings();
    },
    same(lanes) {
      return lanes.length === this.kit.length && lanes.every((lane) => this.kit.includes(lane));
    },
    chooseKit(lanes) {
      this.kit = [...lanes];
      this.keepSettings();
    },
    own1(name, has) {
      const kit = LANES.map((lane) => lane.name).filter((lane) => (lane === name ? has : this.kit.includes(lane)));
      if (kit.length) this.chooseKit(kit);
    },
    clock,
    press(event) {
      if (event.button) return;
      if (this.playing && this.view === "lanes") return this.touch(event);
      if (this.view === "notation") this.hold(event, (one) => this.notation.barAt(...this.local(one)), event.currentTarget);
    },
    drag(event) {
      this.extend(event);
    },
    release() {
      this.letGo();
    },
    grab(event) {
      if (!event.button && this.map) this.hold(event, (one) => this.strip.barUnder(this.local(one)[0]), event.currentTarget);
    },
    pull(event) {
      this.extend(event);
    },
    local(event) {
      const frame = event.currentTarget.getBoundingClientRect();
      return [event.clientX - frame.left, event.clientY - frame.top];
    },
    hold(event, barOf, element) {
      element.setPointerCapture(event.pointerId);
      this.held = { barOf, bar: barOf(event), ms: element === this.$refs.strip ? this.strip.ms(this.local(event)[0]) : null, moved: false };
    },
    extend(event) {
      if (!this.held) return;
      const bar = this.held.barOf(event);
      if (bar === this.held.bar && !this.held.moved) return;
      this.held.moved = true;
      [this.first, this.last] = [Math.min(bar, this.held.bar), Math.max(bar, this.held.bar)];
      this.paint();
    },
    letGo() {
      const held = this.held;
      this.held = null;
      if (!held) return;
      if (held.moved) this.choose(this.first, this.last);
      else this.goTo(held.ms ?? this.bars[held.bar].ms);
    },
  },
};
