// Changes of a map, each a new map made of the one before, so that every one of them can be taken back.
import { LANES } from "./lanes.js";
import { firstFrom, keyOf, snapped, sorted } from "./map.js";

const MOST_KEPT = 2_000_000; // hits in all maps that can be gone back to
const [SOFTEST, LOUDEST] = [1, 127];
const within = (value, low, high) => Math.min(high, Math.max(low, value));

/** A map with some hits put in; one that stands at the same place makes way. */
export function put(map, hits) {
  const coming = new Set(hits.map(keyOf));
  return { ...map, hits: sorted([...map.hits.filter((hit) => !coming.has(keyOf(hit))), ...hits]) };
}

export function without(map, keys) {
  return { ...map, hits: map.hits.filter((hit) => !keys.has(keyOf(hit))) };
}

export const chosen = (map, keys) => map.hits.filter((hit) => keys.has(keyOf(hit)));

/** Hits moved together, as far as all of them can go; somebody has looked at them now. */
export function moved(map, keys, byMs, byLanes) {
  const hits = chosen(map, keys);
  if (!hits.length) return { map, keys };
  const lanes = hits.map((hit) => hit.lane);
  const ms = within(Math.round(byMs), -hits[0].ms, map.length - hits.at(-1).ms);
  const lane = within(byLanes, -Math.min(...lanes), LANES.length - 1 - Math.max(...lanes));
  if (!ms && !lane) return { map, keys };
  const there = hits.map((hit) => ({ ...hit, ms: hit.ms + ms, lane: hit.lane + lane, confidence: null }));
  return { map: put(without(map, keys), there), keys: new Set(there.map(keyOf)) };
}

/** Hits made louder or softer, each by what `louder` makes of its velocity. */
export function loudened(map, keys, louder) {
  return {
    ...map,
    hits: map.hits.map((hit) => (keys.has(keyOf(hit)) ? { ...hit, velocity: within(Math.round(louder(hit.velocity)), SOFTEST, LOUDEST), confidence: null } : hit)),
  };
}

/** Hits put onto the grid; two that come together there become one, the louder. */
export function resnapped(map, beats, keys, divisor = 0) {
  const there = new Map();
  for (const hit of chosen(map, keys)) {
    const ms = snapped(map, beats, hit.ms, divisor);
    const on = ms === hit.ms ? hit : { ...hit, ms, confidence: null };
    const before = there.get(keyOf(on));
    if (!before || before.velocity < on.velocity) there.set(keyOf(on), on);
  }
  return { map: put(without(map, keys), [...there.values()]), keys: new Set(there.keys()) };
}

/** How many beats from the first one on a time is; between beats with a fraction. */
export function beatPlace(beats, ms) {
  const place = Math.max(0, firstFrom(beats, ms + 1e-6) - 1);
  return place + (ms - beats[place].ms) / beats[place].beatMs;
}

/** The time of a place among the beats. */
export function beatMs(beats, place) {
  const whole = within(Math.floor(place + 1e-9), 0, beats.length - 1);
  return beats[whole].ms + (place - whole) * beats[whole].beatMs;
}

/** What is copied: hits by their beats from the bar that the first of them is in. */
export function copied(map, beats, keys) {
  const hits = chosen(map, keys);
  if (!hits.length) return null;
  const first = beats.findLastIndex((beat) => beat.inBar === 0 && beat.ms <= hits[0].ms + 1);
  const origin = Math.max(0, first);
  return hits.map((hit) => ({ ...hit, beat: beatPlace(beats, hit.ms) - origin, confidence: null }));
}

/** What was copied, put in from the bar on that a time is in; it follows the tempo that holds there. */
export function pasted(map, beats, clip, at) {
  const bar = Math.max(0, beats.findLastIndex((beat) => beat.inBar === 0 && beat.ms <= at + 1));
  const hits = clip
    .map(({ beat, lane, velocity, confidence }) => ({ ms: Math.round(beatMs(beats, bar + beat)), lane, velocity, confidence }))
    .filter((hit) => hit.ms >= 0 && hit.ms <= map.length);
  return { map: put(map, hits), keys: new Set(hits.map(keyOf)) };
}

/** Hits inside a box of time and lanes. */
export function boxed(map, from, to, top, bottom) {
  const inside = map.hits.slice(firstFrom(map.hits, from), firstFrom(map.hits, to + 1));
  return new Set(inside.filter((hit) => hit.lane >= top && hit.lane <= bottom).map(keyOf));
}

/** A map and all that it was: what is done can be undone, and done again. */
export class Edits {
  map = /** @type {import("./map.js").DrumMap} */ (/** @type {any} */ (null));
  past = [];
  future = [];
  saved = null;

  constructor(map) {
    this.map = map;
    this.saved = map;
  }

  get changed() {
    return this.map !== this.saved;
  }

  /** `words` say what was done, `same` joins it to the change before, as while something is dragged. */
  make(map, words, same = "") {
    if (map === this.map) return;
    if (!same || this.joined !== same) this.past.push({ map: this.map, words });
    this.joined = same;
    this.map = map;
    this.future = [];
    while (this.past.length > 1 && this.past.length * (map.hits.length + 100) > MOST_KEPT) this.past.shift();
  }

  /** Nothing joins the last change any more. */
  rest() {
    this.joined = "";
  }

  undo() {
    return this.step(this.past, this.future);
  }

  redo() {
    return this.step(this.future, this.past);
  }

  step(from, to) {
    const one = from.pop();
    if (!one) return "";
    to.push({ map: this.map, words: one.words });
    this.map = one.map;
    this.joined = "";
    return one.words;
  }
}

