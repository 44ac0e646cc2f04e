// The tempo of a map: where bars begin and how fast they are. Hits of other stretches never move with it.
import { FASTEST_BPM, firstFrom, keyOf, SLOWEST_BPM, sorted } from "./map.js";

const LEAST_TAPS = 4;
const within = (value, low, high) => Math.min(high, Math.max(low, value));
const tempo = (bpm) => within(Math.round(bpm * 1000) / 1000, SLOWEST_BPM, FASTEST_BPM);

/** Which point holds at a time: its place. */
export const pointAt = (map, ms) => Math.max(0, firstFrom(map.timing, ms + 1e-6) - 1);

const withPoint = (map, place, point) => ({ ...map, timing: map.timing.map((one, n) => (n === place ? point : one)) });

/** Twice or half as many beats in the same time. */
export function times(map, factor) {
  return { ...map, timing: map.timing.map((point) => ({ ...point, bpm: tempo(point.bpm * factor) })) };
}

/** Bars begin a beat later or earlier, all over the song. */
export function barShifted(map, beats) {
  const points = map.timing.map((point) => ({ ...point, ms: point.ms + (beats * 60_000) / point.bpm }));
  // A first point before the song stands a bar later: its beats are the same.
  const first = points[0];
  const bar = (first.beats * 60_000) / first.bpm;
  if (first.ms < 0) first.ms += bar;
  const kept = points.filter((point, n) => n === 0 || (point.ms > first.ms && point.ms < map.length));
  return { ...map, timing: kept };
}

/**
 * A point somewhere else. The hits up to the next point go with it, and keep their beats; the tempo there is what fits.
 * After the last point they are shifted. Nothing else moves.
 */
export function pointMoved(map, place, to) {
  const [before, point, after] = [map.timing[place - 1], map.timing[place], map.timing[place + 1]];
  const ms = within(to, before ? before.ms + 1 : 0, (after?.ms ?? map.length) - 1);
  if (ms === point.ms) return map;
  const scale = after ? (after.ms - ms) / (after.ms - point.ms) : 1;
  const bpm = point.bpm / scale;
  if (bpm < SLOWEST_BPM || bpm > FASTEST_BPM) return map;
  const end = after?.ms ?? Infinity;
  const follow = (hit) => within(Math.round(ms + (hit.ms - point.ms) * scale), Math.ceil(ms), Math.min(map.length, after ? Math.ceil(end) - 1 : map.length));
  return withPoint(carried(map, point.ms, end, follow), place, { ...point, ms, bpm });
}

/** Another tempo at a point; hits stay where they are, because they are where somebody heard them. */
export const bpmSet = (map, place, bpm) => withPoint(map, place, { ...map.timing[place], bpm: tempo(bpm) });

export const beatsSet = (map, place, beats) => withPoint(map, place, { ...map.timing[place], beats: within(Math.round(beats), 1, 16) });

/** A new point, with the tempo that holds there. */
export function pointAdded(map, ms) {
  if (map.timing.some((point) => Math.abs(point.ms - ms) < 1)) return map;
  const holding = map.timing[pointAt(map, ms)];
  return { ...map, timing: [...map.timing, { ...holding, ms }].sort((one, two) => one.ms - two.ms) };
}

/** Without a point; one stays at least. */
export const pointRemoved = (map, place) => (map.timing.length < 2 ? map : { ...map, timing: map.timing.filter((_, n) => n !== place) });

/** Hits from one time on and before another, each at another time; the others stay. */
function carried(map, from, to, follow) {
  const moving = (hit) => hit.ms >= from && hit.ms < to;
  const there = new Map();
  for (const hit of map.hits.filter(moving)) {
    const on = { ...hit, ms: follow(hit) };
    const before = there.get(keyOf(on));
    if (!before || before.velocity < on.velocity) there.set(keyOf(on), on);
  }
  const staying = map.hits.filter((hit) => !moving(hit) && !there.has(keyOf(hit)));
  return { ...map, hits: sorted([...staying, ...there.values()]) };
}

/**
 * The tempo that somebody taps, and where its beats are: the straight line through all taps, so that one that is off does
 * little. Nothing before there are enough.
 * @param {number[]} taps milliseconds of the song.
 */
export function tapped(taps) {
  if (taps.length < LEAST_TAPS) return null;
  const gaps = taps.slice(1).map((ms, n) => ms - taps[n]).sort((one, two) => one - two);
  const typical = gaps[gaps.length >> 1];
  if (typical <= 0) return null;
  const beats = taps.map((ms) => Math.round((ms - taps[0]) / typical)); // a beat that was left out counts
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [middle, centre] = [mean(beats), mean(taps)];
  const over = beats.reduce((sum, beat, n) => sum + (beat - middle) * (taps[n] - centre), 0);
  const beatMs = over / beats.reduce((sum, beat) => sum + (beat - middle) ** 2, 0);
  const bpm = Math.round((60_000 / beatMs) * 100) / 100;
  if (!(bpm >= SLOWEST_BPM && bpm <= FASTEST_BPM)) return null;
  return { bpm, ms: Math.max(0, centre - middle * beatMs) };
}

/** The tempo of taps at a point: where its first beat is moves to the nearest tap, and hits stay. */
export function tapTaken(map, place, { bpm, ms }) {
  const beatMs = 60_000 / bpm;
  const point = map.timing[place];
  let at = ms + Math.round((point.ms - ms) / beatMs) * beatMs;
  const [low, high] = [map.timing[place - 1]?.ms ?? -1, map.timing[place + 1]?.ms ?? map.length];
  if (at <= low) at += beatMs;
  if (at >= high) at = point.ms;
  return withPoint(map, place, { ...point, bpm: tempo(bpm), ms: Math.max(0, at) });
}

/** A section from a time on; it begins like the one that it cuts. */
export function sectionAdded(map, ms) {
  if (map.sections.some((section) => section.ms === ms)) return map;
  const place = firstFrom(map.sections, ms) - 1;
  const like = map.sections[place] ?? { divisor: 4, swing: 0.5 };
  return { ...map, sections: [...map.sections, { ...like, ms, name: "" }].sort((one, two) => one.ms - two.ms) };
}

export const sectionChanged = (map, place, more) => ({ ...map, sections: map.sections.map((one, n) => (n === place ? { ...one, ...more } : one)) });

export const sectionRemoved = (map, place) => ({ ...map, sections: map.sections.filter((_, n) => n !== place) });
