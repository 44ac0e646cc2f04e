// The editor of a map: a canvas with a row for each drum, worked by pointer or by keys, heard at any speed with a click.
import {
  barAt, barsOf, beatsOf, CHOSEN, countIn, DIVISORS, EditingKeys, EditingList, EditingPointer, EditingTempo, Edits, forget, HELP, isDoubtful, keepDraft,
  keepSmall, kept, LIST, MIXER, peaksOf, read, Roll, SEND, Sounds, TEMPO, TOOLS, written,
} from "levelmix-drums";

const [KEEP_MS, MOST_CHARS] = [500, 880_000];

export default {
  mixins: [Sounds, EditingKeys, EditingPointer, EditingTempo, EditingList],
  props: { source: String, song: String, stem: String, label: String, keep: String, wave: String, draft: String, version: String, actions: Array, wordsLabel: String },
  emits: ["done"],
  template: `
<section class="drum-editor" :data-state="state" :aria-label="'Editor of ' + label" data-testid="drum-editor">
  <div v-if="stale" class="note warn" role="status" data-testid="stale-draft"><p>What you edited here last was made on an older version. It is kept: go on with it, or start from the newest version.</p>
    <div class="row"><button type="button" class="button" data-testid="stale-go-on" @click="goOn">Go on with my edits</button><button type="button" class="button bare" data-testid="stale-newest" @click="startOver">Start from the newest</button></div></div>
  ${TOOLS}
  <div ref="field" class="drum-field roll" tabindex="0" role="application" aria-roledescription="drum editor" :aria-label="'Hits of ' + label + '. ' + said" data-testid="drum-roll" :data-hits="hitCount"
    @keydown="key" @pointerdown="down" @pointermove="move" @pointerup="up" @pointercancel="drop" @contextmenu.prevent @wheel="wheel"><canvas ref="canvas" class="drum-roll"></canvas></div>
  <p class="small reading" :class="trouble ? 'wrong' : 'quiet'" aria-live="polite" data-testid="edit-says">{{ trouble || said || hint }}</p>
  ${CHOSEN}${TEMPO}${LIST}${MIXER}${HELP}${SEND}
</section>`,
  data: () => ({
    playing: false, speed: 1, tool: "draw", tools: { draw: "Draw", select: "Choose", erase: "Take out" }, divisor: 0, divisors: DIVISORS, snapping: true, canUndo: false,
    canRedo: false, selectedCount: 0, hasClip: false, doubtful: 0, hitCount: 0, said: "", words: "", sending: "", changedMap: false, keptWords: "", stale: false,
    levels: { music: 0.9, kit: 0.5, click: 0.4 }, blend: 0, hint: "Press on the grid to draw a hit, drag over hits to choose them. All of it works by keys, too.",
  }),
  computed: {
    needsWords: (self) => self.actions.some((action) => action.words),
    blendWords: (self) => (self.blend === 0 ? "The song" : self.blend < 0 ? "Fewer drums" : "More drums"),
  },
  created() {
    Object.assign(this, { caret: { ms: 0, lane: 4 }, selected: new Set(), fingers: new Map(), lastVelocity: 100, isDoubtful });
  },
  async mounted() {
    this.roll = new Roll(this.$refs.canvas, () => this.paint());
    this.leaving = () => this.changedMap && keepSmall(this.draft, this.draftNow());
    window.addEventListener("pagehide", this.leaving);
    try {
      this.original = await this.fetchMap(this.source);
    } catch (error) {
      return Object.assign(this, { state: "none", trouble: error.message });
    }
    const draft = await kept(this.draft);
    if (this.gone) return;
    this.edits = new Edits(this.original);
    this.based = this.version;
    if (draft) this.restore(draft);
    this.takeMap(this.edits.map);
    this.transport.addEventListener("change", () => this.changed());
    this.fetchWave().then((values) => {
      if (values && !this.looked && !this.gone) this.roll.peaks = { stepMs: this.map.length / values.length, values };
      this.touch();
    });
    this.roll.map = this.map;
    this.roll.show(-1000, this.$refs.field.clientWidth < 600 ? 2000 : 7000);
    this.state = "ready";
    this.taken();
  },
  unmounted() {
    this.gone = true;
    window.removeEventListener("pagehide", this.leaving);
    clearTimeout(this.keeping);
    if (this.changedMap) keepDraft(this.draft, this.draftNow());
    this.transport?.close();
    this.roll?.close();
  },
  methods: {
    draftNow() {
      return { version: this.based, map: written(this.edits.map), words: this.words, at: Date.now() };
    },
    restore(draft) {
      this.edits.make(read(draft.map), "What was not saved");
      this.words = draft.words || "";
      this.stale = draft.version !== this.version;
      this.based = draft.version;
      this.keptWords = "Your edits from last time are here again.";
    },
    /** Edits of an older version go on; what is sent says which one they were made on. */
    goOn() {
      this.stale = false;
    },
    async startOver() {
      this.edits.make(this.original, "Started over");
      Object.assign(this, { stale: false, words: "", keptWords: "Nothing is changed." });
      this.based = this.version;
      this.taken();
      clearTimeout(this.keeping);
      await forget(this.draft);
    },
    /** Every change goes through here. */
    make(map, words, same = "") {
      if (map === this.edits.map) return;
      this.edits.make(map, words, same);
      this.say(words);
      this.taken();
    },
    /** The map is another one: what follows from it is, too. */
    taken() {
      const { map } = this.edits;
      if (this.map.timing !== map.timing || this.map.sections !== map.sections || this.map.length !== map.length || !this.bars) {
        this.beats = beatsOf(map);
        this.bars = barsOf(map, this.beats);
      }
      this.map = map;
      this.transport.follow(map, this.beats);
      Object.assign(this.roll, { map, beats: this.beats });
      Object.assign(this, {
        canUndo: this.edits.past.length > 0, canRedo: this.edits.future.length > 0, hitCount: map.hits.length, doubtful: map.hits.filter(isDoubtful).length,
        changedMap: map !== this.original,
      });
      if (this.changedMap) this.keepSoon();
      this.touch();
    },
    keepSoon() {
      clearTimeout(this.keeping);
      this.keeping = setTimeout(() => this.keepNow(), KEEP_MS);
    },
    async keepNow() {
      if (!this.changedMap) return;
      const done = await keepDraft(this.draft, this.draftNow());
      this.keptWords = done ? "Not saved yet; kept in this browser." : "This browser keeps nothing: save before you leave.";
    },
    touch() {
      if (!this.map) return;
      this.roll.touch();
      this.showTempo();
      this.showList();
      this.paint();
    },
    paint() {
      if (this.gone || !this.map || this.painting || this.playing) return;
      this.painting = requestAnimationFrame(() => {
        this.painting = null;
        if (!this.gone) this.draw(null);
      });
    },
    draw(playing) {
      this.roll.paint({ selected: this.selected, caret: this.caret, playing, box: this.box, divisor: this.divisor });
    },
    zoom(factor) {
      this.roll.zoom(factor, this.caret.ms);
      this.touch();
    },
    toggle() {
      return this.playing ? this.transport.stop() : this.begin();
    },
    again() {
      if (this.playing) this.begin();
    },
    async begin() {
      const from = this.playing ? (this.transport.where()?.ms ?? this.caret.ms) : this.caret.ms;
      this.state = "fetching";
      await this.openSounds();
      if (this.gone) return;
      this.lookAtSong();
      const start = from >= this.map.length - 50 ? 0 : Math.max(0, from);
      this.transport.play({ from: start, to: this.map.length, speed: this.speed, lead: this.snapping ? [] : countIn(this.map, start, 0) });
      this.state = "ready";
    },
    lookAtSong() {
      const song = this.transport.tracks.get("song");
      if (!song || this.looked === song) return;
      this.looked = song;
      this.roll.peaks = peaksOf(song);
      this.roll.touch();
    },
    changed() {
      this.playing = this.transport.playing;
      if (this.playing) this.follow = requestAnimationFrame(() => this.frame());
      else {
        cancelAnimationFrame(this.follow);
        this.touch();
      }
    },
    frame() {
      if (!this.playing || this.gone) return;
      const place = this.transport.where();
      if (place) {
        if (!this.held && (place.ms > this.roll.view.end || place.ms < this.roll.view.start - 50)) {
          this.roll.reveal(place.ms);
          this.roll.touch();
        }
        this.draw(Math.max(0, place.ms));
      }
      this.follow = requestAnimationFrame(() => this.frame());
    },
    goTo(ms) {
      this.moveTo(this.snap(ms));
      if (this.playing) {
        this.transport.stop();
        this.begin();
      }
    },
    mix() {
      this.transport.mix(this.blend);
    },
    send(action) {
      if (action.missing && !this.words.trim()) return this.say(action.missing);
      const map = JSON.stringify(written(this.map));
      if (map.length > MOST_CHARS) return this.say("This map has more hits than a page can send: it stays in this browser. Take some out, or bring it as a file.");
      this.keepNow();
      this.sending = action.name;
      this.$emit("done", { action: action.name, map, words: this.words.trim(), version: this.based });
    },
    /** Called by the page: what was sent is stored, or it is said why not; then it stays here. */
    settled(stored, words) {
      this.sending = "";
      if (!stored) return this.say(words);
      this.original = this.edits.map;
      this.words = "";
      this.keptWords = words;
      this.changedMap = false;
      clearTimeout(this.keeping);
      forget(this.draft);
    },
    barNow() {
      return this.bars[barAt(this.bars, this.caret.ms)].number;
    },
  },
};
