// A mixin: tempo, bars and sections in the editor.
import { holdingAt, placeInWords } from "./map.js";
import * as tempo from "./tempo.js";

export const EditingTempo = {
  data: () => ({ taps: [], bpm: 120, barBeats: 4, pointAtCaret: false, tapWords: "", section: null }),
  methods: {
    /** What holds at the cursor is shown in the fields. */
    showTempo() {
      const place = tempo.pointAt(this.map, this.caret.ms);
      const point = this.map.timing[place];
      Object.assign(this, { bpm: Math.round(point.bpm * 1000) / 1000, barBeats: point.beats, pointAtCaret: Math.abs(point.ms - this.caret.ms) < 1 });
      const here = this.map.sections.findLastIndex((section) => section.ms <= this.caret.ms);
      this.section = here < 0 ? null : { place: here, ...this.map.sections[here] };
    },
    point() {
      return tempo.pointAt(this.map, this.caret.ms);
    },
    setBpm(value) {
      const bpm = Number(String(value).replace(",", "."));
      if (!Number.isFinite(bpm) || bpm <= 0) return this.say("Write the tempo as a number, such as 128 or 97.5.");
      this.make(tempo.bpmSet(this.map, this.point(), bpm), `Tempo ${bpm}`);
    },
    setBeats(value) {
      this.make(tempo.beatsSet(this.map, this.point(), Number(value)), `${value} beats a bar`);
    },
    timesTempo(factor) {
      this.make(tempo.times(this.map, factor), factor > 1 ? "Twice the tempo" : "Half the tempo");
    },
    shiftBar(way) {
      this.make(tempo.barShifted(this.map, way), way > 0 ? "Bars begin a beat later" : "Bars begin a beat earlier");
    },
    addPoint() {
      this.make(tempo.pointAdded(this.map, this.caret.ms), `A bar begins at ${placeInWords(this.beats, this.caret.ms)}`);
    },
    removePoint() {
      if (this.map.timing.length < 2) return this.say("A map needs one point at least: this one stays.");
      this.make(tempo.pointRemoved(this.map, this.point()), "Point taken out");
    },
    nudgePoint(by) {
      const place = this.point();
      this.make(tempo.pointMoved(this.map, place, this.map.timing[place].ms + by), "Anchor moved", "nudged");
    },
    movePointHere() {
      const place = tempo.pointAt(this.map, this.caret.ms);
      const after = this.map.timing[place + 1];
      const near = after && after.ms - this.caret.ms < this.caret.ms - this.map.timing[place].ms ? place + 1 : place;
      this.make(tempo.pointMoved(this.map, near, this.caret.ms), "Anchor moved to the cursor");
    },
    /** One beat tapped, at the moment of the song that is heard. */
    tap() {
      const place = this.transport.where(performance.now());
      if (!place) return (this.tapWords = "Press Play, then tap T or the button on every beat.");
      if (this.taps.length && place.ms < this.taps.at(-1)) this.taps = [];
      this.taps = [...this.taps.slice(-63), place.ms];
      const found = tempo.tapped(this.taps);
      this.tapWords = found ? `${found.bpm} bpm after ${this.taps.length} taps` : `${this.taps.length} taps; go on …`;
    },
    useTaps() {
      const found = tempo.tapped(this.taps);
      if (!found) return;
      this.make(tempo.tapTaken(this.map, tempo.pointAt(this.map, this.taps[0]), found), `Tempo ${found.bpm}, as it was tapped`);
      Object.assign(this, { taps: [], tapWords: "" });
    },
    addSection() {
      this.make(tempo.sectionAdded(this.map, Math.round(holdingAt(this.bars, this.caret.ms).ms)), "A section begins here");
    },
    changeSection(more) {
      this.make(tempo.sectionChanged(this.map, this.section.place, more), "Section changed");
    },
    removeSection() {
      this.make(tempo.sectionRemoved(this.map, this.section.place), "Section taken out");
    },
  },
};
