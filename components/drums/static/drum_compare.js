// A map before and after a fix, below each other over the same song: what is different is marked, listed and heard.
import { barsOf, beatsOf, keyOf, laneLabel, MIXER, peaksOf, placeInWords, Roll, Sounds, stepped } from "levelmix-drums";

const NAMES = { added: "added", removed: "taken out", moved: "moved", changed: "changed" };
const SIGNS = { added: "+", removed: "×", moved: "↔", changed: "○" };
const [LONG_MS, MOST_LISTED] = [6000, 200];

export default {
  mixins: [Sounds],
  props: { before: String, after: String, song: String, stem: String, label: String, keep: String, wave: String, differences: Array },
  template: `
<section class="drum-compare" :data-state="state" :aria-label="label" data-testid="drum-compare">
  <div class="transport">
    <button type="button" class="button main-action" :aria-busy="String(state === 'fetching')" data-testid="compare-play" @click="toggle">{{ playing ? 'Stop' : 'Play' }}</button>
    <div class="row" role="group" aria-label="Which is heard"><button v-for="(name, side) in sides" :key="side" type="button" class="button" :aria-pressed="String(heard === side)" :data-testid="'hear-' + side" @click="hear(side)">{{ name }}</button></div>
    <label class="knob"><span>Speed</span><select v-model.number="speed" @change="again"><option v-for="n in [0.25, 0.5, 0.75, 1]" :key="n" :value="n">{{ n * 100 }} %</option></select></label>
    <div class="row"><button type="button" class="button" data-testid="difference-before" @click="next(-1)">Previous difference</button><button type="button" class="button" data-testid="difference-after" @click="next(1)">Next difference</button></div>
  </div>
  <p class="small" :class="trouble ? 'wrong' : 'quiet'" aria-live="polite" data-testid="compare-says">{{ trouble || said || summary }}</p>
  <div v-for="(name, side) in sides" :key="side" class="stack tight"><h3>{{ name }}</h3>
    <div :ref="side" class="drum-field roll" tabindex="0" role="application" :aria-label="name + ': left and right arrow go along, Space plays'" :data-testid="'roll-' + side"
      @keydown="key" @pointerdown="down" @pointermove="move" @pointerup="up" @wheel="wheel"><canvas class="drum-roll short"></canvas></div></div>
  <ol class="drum-differences" data-testid="differences"><li v-for="one in listed" :key="one.id"><button type="button" class="button bare" @click="show(one)"><b aria-hidden="true">{{ one.sign }}</b> {{ one.words }}</button></li></ol>
  <p v-if="differences.length > listed.length" class="small quiet">{{ differences.length - listed.length }} more: go through them with “Next difference”.</p>
  ${MIXER}
</section>`,
  data: () => ({
    sides: { before: "Before", after: "After" }, heard: "after", playing: false, speed: 1, said: "", levels: { music: 0.8, kit: 0.8, click: 0 }, blend: 0, listed: [],
  }),
  computed: {
    summary: (self) => (self.differences.length === 1 ? "One hit is different." : `${self.differences.length} hits are different.`),
    blendWords: (self) => (self.blend === 0 ? "The song" : self.blend < 0 ? "Fewer drums" : "More drums"),
  },
  async mounted() {
    Object.assign(this, { at: 0, place: -1, rolls: {}, maps: {} });
    for (const side of Object.keys(this.sides)) this.rolls[side] = new Roll(this.$refs[side][0].querySelector("canvas"), () => this.paint());
    try {
      for (const side of Object.keys(this.sides)) this.maps[side] = await this.fetchMap(this[side]);
    } catch (error) {
      return Object.assign(this, { state: "none", trouble: error.message });
    }
    if (this.gone) return;
    this.takeMap(this.maps.after);
    this.transport.addEventListener("change", () => this.changed());
    for (const [side, roll] of Object.entries(this.rolls)) this.prepare(side, roll);
    this.fetchWave().then((values) => {
      if (!values || this.looked || this.gone) return;
      for (const roll of Object.values(this.rolls)) roll.peaks = { stepMs: roll.map.length / values.length, values };
      this.slide(0);
    });
    this.list();
    this.state = "ready";
    this.look(this.differences[0]?.ms ?? 0);
  },
  unmounted() {
    this.gone = true;
    this.transport?.close();
    for (const roll of Object.values(this.rolls ?? {})) roll.close();
  },
  methods: {
    prepare(side, roll) {
      const map = this.maps[side];
      Object.assign(roll, { map, beats: beatsOf(map), marks: new Map() });
      for (const { kind, ms, lane, to, toLane } of this.differences) {
        if (side === "before" && kind !== "added") roll.marks.set(keyOf({ ms, lane }), kind);
        if (side === "after" && kind !== "removed") roll.marks.set(keyOf({ ms: to ?? ms, lane: toLane ?? lane }), kind);
      }
    },
    list() {
      this.listed = this.differences.slice(0, MOST_LISTED).map((one, id) => ({ ...one, id, sign: SIGNS[one.kind], words: this.words(one) }));
    },
    words({ kind, ms, lane, to, toLane, words }) {
      const beats = beatsOf(this.maps[kind === "added" ? "after" : "before"]);
      const far = kind === "moved" ? ` by ${to - ms > 0 ? "+" : "−"}${Math.abs(to - ms)} ms` : kind === "changed" && toLane !== lane ? ` to ${laneLabel(toLane)}` : "";
      return `${laneLabel(lane)}, ${placeInWords(beats, ms)}: ${NAMES[kind]}${far}${words ? `, ${words}` : ""}`;
    },
    look(ms) {
      this.at = Math.max(0, Math.min(this.map.length, ms));
      for (const roll of Object.values(this.rolls)) {
        if (this.at < roll.view.start || this.at > roll.view.end - LONG_MS / 10 || roll.view.end - roll.view.start > LONG_MS * 3) roll.show(this.at - LONG_MS / 4, this.at + (LONG_MS * 3) / 4);
        roll.touch();
      }
      this.paint();
    },
    show(one) {
      this.place = this.differences.findIndex((other) => other.ms === one.ms && other.lane === one.lane);
      this.said = this.words(one);
      this.look(one.ms);
      if (this.playing) this.begin();
    },
    next(way) {
      if (!this.differences.length) return (this.said = "No hit is different.");
      const place = this.place + way;
      const count = this.differences.length;
      this.show(this.differences[(place + count) % count]);
    },
    paint() {
      if (this.gone || this.playing || this.painting || !this.maps?.after) return;
      this.painting = requestAnimationFrame(() => {
        this.painting = null;
        if (!this.gone) this.draw(this.at);
      });
    },
    draw(ms) {
      const nothing = { selected: new Set(), caret: { ms: 0, lane: -1 }, box: null, divisor: 0, bare: true };
      for (const roll of Object.values(this.rolls)) roll.paint({ ...nothing, playing: ms, marks: roll.marks });
    },
    toggle() {
      return this.playing ? this.transport.stop() : this.begin();
    },
    again() {
      if (this.playing) this.begin();
    },
    async begin() {
      if (this.playing) this.at = this.transport.where()?.ms ?? this.at;
      this.state = "fetching";
      await this.openSounds();
      if (this.gone) return;
      const song = this.transport.tracks.get("song");
      if (song && !this.looked) {
        this.looked = true;
        for (const roll of Object.values(this.rolls)) roll.peaks = peaksOf(song);
      }
      this.state = "ready";
      this.transport.play({ from: Math.max(0, this.at), to: this.map.length, speed: this.speed });
    },
    /** The other map is heard from here on, without a pause. */
    hear(side) {
      this.heard = side;
      this.map = this.maps[side];
      this.beats = beatsOf(this.map);
      this.bars = barsOf(this.map, this.beats);
      this.transport.follow(this.map, this.beats);
    },
    changed() {
      this.playing = this.transport.playing;
      if (this.playing) this.follow = requestAnimationFrame(() => this.frame());
      else {
        cancelAnimationFrame(this.follow);
        this.paint();
      }
    },
    frame() {
      if (!this.playing || this.gone) return;
      const place = this.transport.where();
      if (place) {
        this.at = Math.max(0, place.ms);
        for (const roll of Object.values(this.rolls)) if (this.at > roll.view.end) this.look(this.at);
        this.draw(this.at);
      }
      this.follow = requestAnimationFrame(() => this.frame());
    },
    mix() {
      this.transport.mix(this.blend);
    },
    key(event) {
      const { key } = event;
      const step = (way) => this.look(stepped(this.map, this.beats, this.at, way));
      const deed = { ArrowLeft: () => step(-1), ArrowRight: () => step(1), " ": () => this.toggle(), n: () => this.next(1), p: () => this.next(-1), b: () => this.hear("before"), a: () => this.hear("after") }[key];
      if (!deed || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      deed();
    },
    down(event) {
      event.currentTarget.setPointerCapture(event.pointerId);
      this.held = { x: event.clientX, moved: false };
    },
    move(event) {
      if (!this.held || (!this.held.moved && Math.abs(event.clientX - this.held.x) < 4)) return;
      const roll = this.rolls.after;
      this.slide(roll.ms(this.held.x) - roll.ms(event.clientX));
      this.held = { x: event.clientX, moved: true };
    },
    up(event) {
      const { held } = this;
      this.held = null;
      if (!held || held.moved) return;
      this.look(this.rolls.after.ms(event.clientX - event.currentTarget.getBoundingClientRect().left));
      if (this.playing) {
        this.transport.stop();
        this.begin();
      }
    },
    slide(by) {
      for (const roll of Object.values(this.rolls)) {
        roll.show(roll.view.start + by, roll.view.end + by);
        roll.touch();
      }
      this.paint();
    },
    wheel(event) {
      if (event.ctrlKey || event.metaKey) {
        for (const roll of Object.values(this.rolls)) roll.zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.008));
        this.slide(0);
      } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.slide(((event.deltaX || event.deltaY) / this.rolls.after.wide) * LONG_MS);
      else return;
      event.preventDefault();
    },
  },
};
