// A mixin: the editor by keyboard. The cursor is a place in time and a lane; all that a pointer can do, keys can.
import { copied, loudened, moved, pasted, put, resnapped, without } from "./edits.js";
import { LANES } from "./lanes.js";
import { barAt, keyOf, laneLabel, placeInWords, stepped } from "./map.js";
import { isDoubtful } from "./shapes.js";

export const LANE_KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "-"];
const [LOUDER, ACCENT, GHOST] = [8, 120, 40];
const plural = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;

export const EditingKeys = {
  methods: {
    key(event) {
      const control = event.ctrlKey || event.metaKey;
      const deed = control ? this.controlKey(event) : event.altKey ? this.altKey(event) : this.plainKey(event);
      if (!deed) return;
      event.preventDefault();
      deed();
    },
    controlKey({ key, shiftKey }) {
      return {
        z: () => (shiftKey ? this.redo() : this.undo()), y: () => this.redo(), a: () => this.selectAll(),
        c: () => this.copy(), x: () => this.cut(), v: () => this.paste(), s: () => this.keepNow(),
      }[key.toLowerCase()];
    },
    altKey({ key }) {
      return { ArrowLeft: () => this.nudge(-1), ArrowRight: () => this.nudge(1), ArrowUp: () => this.shift(-1), ArrowDown: () => this.shift(1) }[key];
    },
    plainKey({ key, shiftKey }) {
      const lane = LANE_KEYS.indexOf(key);
      if (lane >= 0) return () => this.toggleHit(this.caret.ms, lane);
      return {
        ArrowLeft: () => this.step(-1, shiftKey), ArrowRight: () => this.step(1, shiftKey),
        ArrowUp: () => this.toLane(this.caret.lane - 1), ArrowDown: () => this.toLane(this.caret.lane + 1),
        Home: () => this.moveTo(0), End: () => this.moveTo(this.map.length), PageUp: () => this.step(-1, true), PageDown: () => this.step(1, true),
        Enter: () => this.toggleHit(this.caret.ms, this.caret.lane), " ": () => this.toggle(),
        Delete: () => this.remove(), Backspace: () => this.remove(), Escape: () => this.select(new Set()),
        "[": () => this.louder(-LOUDER), "]": () => this.louder(LOUDER), a: () => this.velocity(ACCENT), g: () => this.velocity(GHOST),
        q: () => this.snapChosen(), t: () => this.tap(), n: () => this.nextHit(1, isDoubtful), ",": () => this.nextHit(-1), ".": () => this.nextHit(1),
        s: () => this.selectHere(), "+": () => this.zoom(0.5), "=": () => this.zoom(0.5), _: () => this.zoom(2),
      }[key.length === 1 ? key.toLowerCase() : key];
    },
    say(words) {
      this.said = words;
    },
    moveTo(ms, words = true) {
      this.caret = { ...this.caret, ms: Math.max(0, Math.min(this.map.length, Math.round(ms))) };
      this.roll.reveal(this.caret.ms);
      if (words) this.sayCaret();
      this.touch();
    },
    toLane(lane) {
      this.caret = { ...this.caret, lane: Math.max(0, Math.min(LANES.length - 1, lane)) };
      this.sayCaret();
      this.touch();
    },
    sayCaret() {
      const hit = this.hitHere();
      this.say(`${laneLabel(this.caret.lane)}, ${placeInWords(this.beats, this.caret.ms)}${hit ? `: a hit of velocity ${hit.velocity}` : ""}`);
    },
    hitHere() {
      return this.map.hits.find((hit) => hit.lane === this.caret.lane && Math.abs(hit.ms - this.caret.ms) <= 2);
    },
    step(way, bar) {
      if (!bar) return this.moveTo(stepped(this.map, this.beats, this.caret.ms, way, this.divisor));
      const here = barAt(this.bars, this.caret.ms);
      const start = this.bars[here].ms;
      const place = way < 0 && this.caret.ms > start + 2 ? here : here + way;
      this.moveTo(this.bars[Math.max(0, Math.min(this.bars.length - 1, place))].ms);
    },
    nextHit(way, wanted = (_hit) => true) {
      const found = this.map.hits.filter(wanted);
      const after = (hit) => hit.ms > this.caret.ms || (hit.ms === this.caret.ms && hit.lane > this.caret.lane);
      const before = (hit) => hit.ms < this.caret.ms || (hit.ms === this.caret.ms && hit.lane < this.caret.lane);
      const hit = way > 0 ? found.find(after) : found.findLast(before);
      if (!hit) return this.say(way > 0 ? "There is no such hit after here." : "There is no such hit before here.");
      this.caret = { ms: hit.ms, lane: hit.lane };
      this.select(new Set([keyOf(hit)]));
      this.moveTo(hit.ms);
    },
    toggleHit(ms, lane) {
      const at = Math.round(ms);
      this.caret = { ms: at, lane };
      const there = this.map.hits.find((hit) => hit.lane === lane && Math.abs(hit.ms - at) <= 2);
      if (there) this.make(without(this.map, new Set([keyOf(there)])), `${laneLabel(lane)} taken out, ${placeInWords(this.beats, at)}`);
      else this.add({ ms: at, lane, velocity: this.lastVelocity, confidence: null });
    },
    add(hit) {
      this.make(put(this.map, [hit]), `${laneLabel(hit.lane)} added, ${placeInWords(this.beats, hit.ms)}`);
      this.transport.strike(hit.lane, hit.velocity);
    },
    remove() {
      const here = this.hitHere();
      const keys = this.selected.size ? this.selected : new Set(here ? [keyOf(here)] : []);
      if (!keys.size) return this.say("There is no hit here.");
      this.make(without(this.map, keys), `${plural(keys.size, "hit")} taken out`);
      this.select(new Set());
    },
    chosenKeys() {
      const here = this.hitHere();
      return this.selected.size ? this.selected : new Set(here ? [keyOf(here)] : []);
    },
    nudge(way) {
      const keys = this.chosenKeys();
      const first = this.map.hits.find((hit) => keys.has(keyOf(hit)));
      if (!first) return this.say("Choose hits first.");
      this.shiftBy(stepped(this.map, this.beats, first.ms, way, this.divisor) - first.ms, 0);
    },
    shift(lanes) {
      this.shiftBy(0, lanes);
    },
    shiftBy(ms, lanes, same = "") {
      const found = moved(this.map, this.chosenKeys(), ms, lanes);
      if (found.map === this.map) return;
      this.make(found.map, `${plural(found.keys.size, "hit")} moved`, same);
      this.select(found.keys);
      const first = this.map.hits.find((hit) => found.keys.has(keyOf(hit)));
      this.caret = { ms: first.ms, lane: first.lane };
      this.roll.reveal(first.ms);
    },
    louder(by) {
      this.setVelocity((velocity) => velocity + by, "louder");
    },
    velocity(value) {
      this.setVelocity(() => value, "velocity");
    },
    setVelocity(how, same = "") {
      const keys = this.chosenKeys();
      if (!keys.size) {
        this.lastVelocity = Math.max(1, Math.min(127, how(this.lastVelocity)));
        return this.say(`The next hits have velocity ${this.lastVelocity}.`);
      }
      const map = loudened(this.map, keys, how);
      const one = map.hits.find((hit) => keys.has(keyOf(hit)));
      this.lastVelocity = one.velocity;
      this.make(map, `Velocity ${one.velocity}`, same && `${same} ${[...keys].slice(0, 3)}`);
      this.transport.strike(one.lane, one.velocity);
    },
    snapChosen() {
      const keys = this.selected.size ? this.selected : new Set(this.map.hits.map(keyOf));
      const found = resnapped(this.map, this.beats, keys, this.divisor);
      this.make(found.map, `${plural(keys.size, "hit")} put onto the grid`);
      if (this.selected.size) this.select(found.keys);
    },
    select(keys) {
      this.selected = keys;
      this.selectedCount = keys.size;
      this.touch();
    },
    selectHere() {
      const hit = this.hitHere();
      if (!hit) return this.say("There is no hit here.");
      const keys = new Set(this.selected);
      if (!keys.delete(keyOf(hit))) keys.add(keyOf(hit));
      this.select(keys);
      this.say(`${plural(keys.size, "hit")} chosen`);
    },
    selectAll() {
      this.select(new Set(this.map.hits.map(keyOf)));
      this.say(`All ${plural(this.selected.size, "hit")} chosen`);
    },
    selectBar() {
      const bar = this.bars[barAt(this.bars, this.caret.ms)];
      this.select(new Set(this.map.hits.filter((hit) => hit.ms >= bar.ms - 1 && hit.ms < bar.end - 1).map(keyOf)));
      this.say(`Bar ${bar.number}: ${plural(this.selected.size, "hit")} chosen`);
    },
    copy() {
      if (!this.selected.size) this.selectBar();
      this.clip = copied(this.map, this.beats, this.selected);
      this.hasClip = Boolean(this.clip);
      this.say(this.clip ? `${plural(this.clip.length, "hit")} copied: go to another bar and paste` : "There is nothing here to copy.");
    },
    cut() {
      this.copy();
      if (this.clip) this.remove();
    },
    paste() {
      if (!this.clip) return this.say("Nothing is copied yet.");
      const found = pasted(this.map, this.beats, this.clip, this.caret.ms);
      this.make(found.map, `${plural(found.keys.size, "hit")} put in, ${placeInWords(this.beats, this.caret.ms)}`);
      this.select(found.keys);
    },
    undo() {
      this.gone1(this.edits.undo(), "Undone");
    },
    redo() {
      this.gone1(this.edits.redo(), "Done again");
    },
    gone1(words, how) {
      if (!words) return this.say(how === "Undone" ? "There is nothing to undo." : "There is nothing to do again.");
      this.taken();
      this.select(new Set());
      this.say(`${how}: ${words}`);
    },
  },
};
