// The timeline of one job: drawn on a canvas, fed a window at a time, grown while the job runs.
// Sends `seek` and listens for `time` on the page, by the job's id, so that a player moves together with it.
import { BOUNDS, Drawing, Editing, Hands, LEFT, Plot, RIGHT, SOUND, Sound, Strip, TRACKS, TrackList, Words, clamp, gainPoints, loudnessRange } from "levelmix-timeline";

const LIVE_MS = 1500;
const NARROWEST_S = 2;
const LAYERS = { before: "Before", after: "After", momentary: "Momentary", gain: "Evening", limiter: "Limiter" };

export default {
  mixins: [Editing, Hands, Sound, Words],
  components: { TrackList },
  props: {
    job: String, source: String, duration: Number, target: Number, segments: Array, ramps: Array,
    editable: Boolean, edited: Boolean, would: Boolean, serial: Number, resetWords: String, sound: String,
  },
  emits: ["edit"],
  template: `
<section class="timeline" :data-state="state" data-testid="timeline" aria-label="Timeline">
  <div class="row spread">
    <div class="row legend" role="group" aria-label="What is drawn">
      <button v-for="(label, name) in offered" :key="name" type="button" class="key" :class="name" :aria-pressed="String(shown[name])"
        :data-testid="'layer-' + name" @click="shown[name] = !shown[name]; paint()"><i aria-hidden="true"></i>{{ label }}</button>
    </div>
    <div class="row" role="group" aria-label="Zoom">
      ${SOUND}
      <button type="button" class="button bare square" aria-label="Zoom out" data-testid="zoom-out" @click="zoom(2)">−</button>
      <button type="button" class="button bare square" aria-label="Zoom in" data-testid="zoom-in" @click="zoom(0.5)">+</button>
      <button type="button" class="button bare" data-testid="zoom-all" :disabled="all" @click="show(0, length)">Whole mix</button>
    </div>
  </div>
  <p v-if="state === 'waiting'" class="quiet small waits">The curves appear with the first seconds that are measured.</p>
  <p v-if="state === 'none'" class="quiet small waits" role="status">{{ why }}</p>
  <div v-show="state === 'ready'" class="timeline-in">
    <div ref="field" class="timeline-field" tabindex="0" role="application" aria-roledescription="timeline" :aria-label="said" data-testid="timeline-field"
      :data-start="view.start" :data-end="view.end" :data-cursor="cursor"
      @keydown="key" @wheel="wheel" @pointerdown="down" @pointermove="move" @pointerup="up" @pointercancel="drop" @pointerleave="leave">
      <canvas ref="canvas" class="timeline-canvas"></canvas>
      <span v-if="loopAt" class="looped" :style="{ transform: 'translateX(' + loopAt[0] + 'px)', width: loopAt[1] + 'px' }"></span>
      <span v-show="cursorAt != null" class="playhead" :style="{ transform: 'translateX(' + cursorAt + 'px)' }"></span>
      <span v-if="hover" class="crosshair" :style="{ transform: 'translateX(' + hover.x + 'px)' }"></span>
      <div v-if="hover" class="tip" :class="{ left: hover.x > width / 2 }" :style="{ transform: 'translateX(' + hover.x + 'px)' }">
        <b>{{ hover.time }}</b><span v-for="line in hover.lines">{{ line }}</span></div>
      ${BOUNDS}
    </div>
    <canvas ref="strip" class="timeline-strip" aria-hidden="true" @pointerdown="grab" @pointermove="pull" @pointerup="held = null"></canvas>
    <p class="small quiet reading" aria-live="polite" data-testid="timeline-reading">{{ reading }}</p>
    ${TRACKS}
    <details class="small" @toggle="tabled = $event.target.open"><summary data-testid="timeline-table-open">As a table</summary>
      <div class="scroll"><table v-if="tabled" class="numbers" data-testid="timeline-table"><thead><tr><th scope="col">Time</th><th scope="col">Before, LUFS</th><th scope="col">After, LUFS</th><th v-if="gains" scope="col">Gain, dB</th><th scope="col">Deepest limiting, dB</th><th scope="col">Overs</th></tr></thead>
        <tbody><tr v-for="row in table" :key="row.time"><th scope="row">{{ row.time }}</th><td>{{ row.before }}</td><td class="after">{{ row.after }}</td><td v-if="gains">{{ row.gain }}</td><td>{{ row.work }}</td><td>{{ row.overs }}</td></tr></tbody></table></div>
    </details>
  </div>
</section>`,
  data() {
    return {
      state: "waiting", why: "", data: null, length: this.duration || 1, view: { start: 0, end: this.duration || 1 }, cursor: null, hover: null, width: 0,
      shown: { before: true, after: true, momentary: false, gain: true, limiter: true }, tabled: false, held: null, loop: null,
    };
  },
  mounted() {
    this.draw = new Drawing(this.$refs.canvas);
    this.strip = new Strip(this.$refs.strip);
    this.fingers = new Map();
    this.watcher = new ResizeObserver(() => this.resized());
    this.watcher.observe(this.$refs.field);
    this.theme = new MutationObserver(() => this.paint());
    this.theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    this.hear = ({ detail }) => detail.job === this.job && this.at(detail.seconds, false);
    this.goes = ({ detail }) => detail.job === this.job && this.next(detail.way, detail.from);
    this.loops = ({ detail }) => detail.job === this.job && (this.loop = detail.loop);
    window.addEventListener("levelmix:time", this.hear);
    window.addEventListener("levelmix:go", this.goes);
    window.addEventListener("levelmix:loop", this.loops);
    document.fonts?.ready.then(() => this.paint());
    this.look();
  },
  unmounted() {
    this.gone = true;
    clearTimeout(this.timer);
    clearTimeout(this.soon);
    this.watcher.disconnect();
    this.theme.disconnect();
    window.removeEventListener("levelmix:time", this.hear);
    window.removeEventListener("levelmix:go", this.goes);
    window.removeEventListener("levelmix:loop", this.loops);
  },
  watch: {
    ramps() { this.paint(); },
    would() { this.paint(); },
    target() {
      if (this.whole) this.range = loudnessRange(this.whole, this.aim);
      this.paint();
    },
  },
  computed: {
    // What there is to show or to hide now.
    offered() {
      const there = { after: this.data?.target_lufs != null, limiter: this.whole?.after, gain: this.gains };
      return Object.fromEntries(Object.entries(LAYERS).filter(([name]) => !(name in there) || there[name]));
    },
    gains() {
      return this.ramps?.length > 0 && this.ramps.length + 1 === this.segments?.length && this.segments.some(({ gain_db }) => gain_db);
    },
    gainLine() {
      return this.gains ? Object.freeze(gainPoints(this.segments, this.ramps, this.length)) : null;
    },
    aim() {
      return this.data?.target_lufs ?? this.target;
    },
    all() {
      return this.view.start <= 0 && this.view.end >= this.length;
    },
    cursorAt() {
      if (this.cursor == null || this.cursor < this.view.start || this.cursor > this.view.end || !this.width) return null;
      return this.plot().x(this.cursor);
    },
    loopAt() {
      if (!this.loop || !this.width) return null;
      const [from, to] = this.loop.map((at) => clamp(this.plot().x(at), LEFT, this.width - RIGHT));
      return to > from ? [from, to - from] : null;
    },
  },
  methods: {
    plot() {
      return new Plot(this.view, LEFT, this.width - LEFT - RIGHT);
    },
    resized() {
      const width = this.$refs.field?.clientWidth || 0;
      if (!width) return;
      const first = !this.width;
      this.width = width;
      this.paint();
      if (!first) this.fetchSoon();
    },
    async ask(start, end, points) {
      const address = `${window.path_prefix || ""}${this.source}?start=${start.toFixed(2)}&end=${end.toFixed(2)}&points=${points}`;
      const answer = await fetch(address);
      if (answer.status === 200) return Object.freeze(await answer.json()); // frozen, Vue leaves it alone
      if (answer.status === 204) return null; // nothing is measured yet
      if (answer.status === 404) return (this.missing = true) && null;
      throw new Error(`The timeline answered ${answer.status}.`);
    },
    // The whole programme: for the strip, for the scale, and again while it grows.
    async look() {
      try {
        const whole = await this.ask(0, 1e9, 400);
        if (this.gone) return;
        if (whole) this.take(whole);
        else if (!this.whole) this.nothing();
        if (this.missing) return;
        if (!whole || whole.active) this.timer = setTimeout(() => this.look(), LIVE_MS);
      } catch {
        if (this.gone) return;
        this.timer = setTimeout(() => this.look(), 3 * LIVE_MS); // the connection is gone for a moment
      }
    },
    nothing() {
      if (!this.missing) return; // it runs: the first seconds come
      this.state = "none";
      this.why = "There is no timeline of this job: it was made before there were any. Run it again to have one.";
    },
    take(whole) {
      const everything = this.all;
      this.whole = whole;
      this.length = whole.duration_s;
      if (everything) this.view = { start: 0, end: this.length };
      this.range = loudnessRange(whole, whole.target_lufs ?? this.target);
      this.deepest = Math.max(3, 3 * Math.ceil(Math.max(0, ...whole.reduction) / 300));
      if (!this.data) this.data = whole;
      this.state = "ready";
      this.$nextTick(() => {
        this.resized();
        this.fetchSoon();
      });
    },
    fetchSoon() {
      clearTimeout(this.soon);
      this.soon = setTimeout(() => this.refresh(), 70);
    },
    async refresh() {
      if (!this.whole || !this.width) return;
      const { start, end } = this.view;
      const room = (end - start) / 2; // half a window to each side, so that moving shows no edge
      const points = Math.min(2000, Math.max(100, 2 * Math.round(this.width * 0.7)));
      const number = (this.asked = (this.asked || 0) + 1);
      try {
        const data = await this.ask(Math.max(0, start - room), Math.min(this.length, end + room), points);
        if (this.gone || number !== this.asked || !data) return;
        this.data = data;
        this.paint();
      } catch {
        /* what is shown stays; the next move asks again */
      }
    },
    paint() {
      if (this.gone || !this.width || this.painting) return;
      this.painting = requestAnimationFrame(() => {
        this.painting = null;
        if (this.gone || this.state !== "ready") return;
        this.draw.paint({ view: this.view, data: this.data, range: this.range, deepest: this.deepest, shown: this.shown, target: this.aim,
          segments: this.shownTracks, gain: this.gains ? { points: this.gainLine, would: this.would } : null });
        this.strip.overview(this.whole, this.view, this.length, this.shownTracks);
      });
    },
    show(start, end) {
      const wide = clamp(end - start, Math.min(NARROWEST_S, this.length), this.length);
      const from = clamp(start, 0, this.length - wide);
      this.view = { start: from, end: from + wide };
      this.paint();
      this.fetchSoon();
    },
    zoom(factor, around) {
      const { start, end } = this.view;
      const inside = this.cursor != null && this.cursor >= start && this.cursor <= end;
      const centre = around ?? (inside ? this.cursor : (start + end) / 2);
      this.show(centre - (centre - start) * factor, centre + (end - centre) * factor);
    },
    at(seconds, /** @type {boolean | "play"} */ tell = true) {
      this.cursor = clamp(seconds, 0, this.length);
      const wide = this.view.end - this.view.start;
      if (this.cursor < this.view.start || this.cursor > this.view.end) this.show(this.cursor - wide * 0.1, this.cursor + wide * 0.9);
      if (tell === "play") this.soundFrom(this.cursor);
      if (tell) window.dispatchEvent(new CustomEvent("levelmix:seek", { detail: { job: this.job, seconds: this.cursor, play: tell === "play" } }));
    },
    // The next place worth hearing: an over of the result, or where one segment follows another.
    next(way, from = this.cursor) {
      if (!this.whole) return;
      const overs = (this.whole.after ? this.whole.overs.after : this.whole.overs.before).map(([at]) => at);
      const bounds = this.tracks.slice(1).map((track) => track.start_s);
      const places = [...overs, ...bounds].sort((a, b) => (a - b) * way);
      const here = from ?? (way > 0 ? -1 : this.length + 1);
      const found = places.find((at) => (at - here) * way > 0.05);
      if (found != null) this.at(found);
    },
  },
};
