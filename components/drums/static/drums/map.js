// A map in the browser: read from what the server sends, its beats and grid, and written back.
import { LANES } from "./lanes.js";

/**
 * @typedef {{ ms: number, lane: number, velocity: number, confidence: number | null }} Hit
 * @typedef {{ ms: number, bpm: number, beats: number }} Point
 * @typedef {{ ms: number, name: string, divisor: number, swing: number }} Section
 * @typedef {{ title: string, artist: string, difficulty: string, length: number, preview: number, timing: Point[], sections: Section[], hits: Hit[] }} DrumMap
 * @typedef {{ ms: number, inBar: number, bar: number, beatMs: number }} Beat
 */

export const DIVISORS = [1, 2, 3, 4, 6, 8, 12, 16];
export const [SLOWEST_BPM, FASTEST_BPM] = [20, 400];
const EARLY = 0.1; // of a beat: what is nearer to the next point than this is that point

/** @returns {DrumMap} */
export function read(sent) {
  const hits = [];
  for (let at = 0, ms = 0; at < sent.hits.length; at += 4) {
    ms += sent.hits[at];
    const sure = sent.hits[at + 3];
    hits.push({ ms, lane: sent.hits[at + 1], velocity: sent.hits[at + 2], confidence: sure < 0 ? null : sure / 100 });
  }
  return {
    title: sent.title, artist: sent.artist, difficulty: sent.difficulty, length: sent.length, preview: sent.preview,
    timing: sent.timing.map(([ms, bpm, beats]) => ({ ms, bpm, beats })),
    sections: sent.sections.map(([ms, name, divisor, swing]) => ({ ms, name, divisor, swing })),
    hits,
  };
}

/** What the server reads: hits as the difference to the one before, the lane, the velocity, and the confidence in percent. */
export function written(map) {
  let before = 0;
  const hits = [];
  for (const { ms, lane, velocity, confidence } of map.hits) {
    hits.push(ms - before, lane, velocity, confidence === null ? -1 : Math.round(confidence * 100));
    before = ms;
  }
  const { title, artist, difficulty, length, preview } = map;
  return {
    title, artist, difficulty, length, preview,
    timing: map.timing.map(({ ms, bpm, beats }) => [ms, bpm, beats]),
    sections: map.sections.map(({ ms, name, divisor, swing }) => [ms, name, divisor, swing]),
    hits,
  };
}

/** The place of the first that is not before a time. */
export function firstFrom(sorted, ms) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle].ms < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What stands from one time on, and before another. */
export const between = (sorted, from, to) => sorted.slice(firstFrom(sorted, from), firstFrom(sorted, to));

/** The last that is not after a time, or the first one. */
export function holdingAt(sorted, ms) {
  return sorted[Math.max(0, firstFrom(sorted, ms + 1e-6) - 1)];
}

export const sorted = (hits) => [...hits].sort((one, two) => one.ms - two.ms || one.lane - two.lane);

/** @returns {Section} */
export function sectionAt(map, ms) {
  const place = firstFrom(map.sections, ms + 1e-6) - 1;
  return place < 0 ? { ms: 0, name: "", divisor: 4, swing: 0.5 } : map.sections[place];
}

/**
 * Every beat of a song; those before the first point are counted back from it. Bars are numbered from 1; a bar that begins
 * before the first point is 0 and less.
 * @returns {Beat[]}
 */
export function beatsOf(map) {
  const found = [];
  const first = map.timing[0];
  const beat = 60_000 / first.bpm;
  for (let back = Math.floor(first.ms / beat); back > 0; back--) {
    const inBar = (((-back) % first.beats) + first.beats) % first.beats;
    found.push({ ms: first.ms - back * beat, inBar, bar: 1 + Math.floor(-back / first.beats), beatMs: beat });
  }
  let bar = 0;
  map.timing.forEach((point, place) => {
    const beatMs = 60_000 / point.bpm;
    const end = (map.timing[place + 1]?.ms ?? map.length) - beatMs * EARLY;
    for (let count = 0; point.ms + count * beatMs < end; count++) {
      const inBar = count % point.beats;
      if (inBar === 0) bar += 1;
      found.push({ ms: point.ms + count * beatMs, inBar, bar, beatMs });
    }
  });
  return found;
}

/** The bars of a song: where each begins and ends, and its number. */
export function barsOf(map, beats = beatsOf(map)) {
  const starts = beats.filter((beat) => beat.inBar === 0);
  const bars = starts.map((beat, n) => ({ ms: beat.ms, end: starts[n + 1]?.ms ?? map.length, number: beat.bar }));
  if (bars.length && bars[0].ms > 1) bars.unshift({ ms: 0, end: bars[0].ms, number: bars[0].number - 1 });
  return bars.length ? bars : [{ ms: 0, end: map.length, number: 1 }];
}

/** The beats that are counted in before a time: so many bars, as long as those that follow. */
export function countIn(map, from, bars) {
  const { bpm, beats } = holdingAt(map.timing, from + 1);
  const all = bars * beats;
  return Array.from({ length: all }, (_, n) => ({ ms: from - ((all - n) * 60_000) / bpm, inBar: n % beats }));
}

/** The bar at a time: its place in a list of bars. */
export const barAt = (bars, ms) => Math.max(0, firstFrom(bars, ms + 1) - 1);

/**
 * Where a beat's parts are, from 0 to 1. Off-beats come as late as the section swings: the parts of the first half of a
 * beat take `swing` of it. Triplets are even by themselves.
 */
export function part(count, divisor, swing) {
  const even = count / divisor;
  if (divisor % 2 || swing === 0.5) return even;
  return even < 0.5 ? even * 2 * swing : swing + (even - 0.5) * 2 * (1 - swing);
}

/** The grid between two times: lines with how strong they are: 0 a bar, 1 a beat, 2 a part. */
export function grid(map, beats, from, to, divisor = 0) {
  const lines = [];
  const start = Math.max(0, firstFrom(beats, from) - 1);
  for (let place = start; place < beats.length && beats[place].ms <= to; place++) {
    const beat = beats[place];
    const end = beats[place + 1]?.ms ?? beat.ms + beat.beatMs;
    const section = sectionAt(map, beat.ms);
    const parts = divisor || section.divisor;
    for (let n = 0; n < parts; n++) {
      const ms = beat.ms + part(n, parts, section.swing) * beat.beatMs;
      if (n && ms > end - beat.beatMs * EARLY * 0.5) break; // the next point comes before
      lines.push({ ms, level: n ? 2 : beat.inBar ? 1 : 0, bar: beat.bar, beat: beat.inBar, part: n, parts });
    }
  }
  return lines.filter((line) => line.ms >= from && line.ms <= to);
}

/** The nearest line of the grid. Ticks that a change of tempo cuts off do not exist. */
export function snapped(map, beats, ms, divisor = 0) {
  const beat = holdingAt(beats, ms);
  if (!beat) return Math.round(ms);
  const lines = grid(map, beats, beat.ms - 1, beat.ms + beat.beatMs * 1.5, divisor);
  const best = lines.reduce((one, line) => (Math.abs(line.ms - ms) < Math.abs(one.ms - ms) ? line : one), lines[0]);
  return Math.max(0, Math.round(best.ms));
}

/** The next line of the grid after a time, or the one before it. */
export function stepped(map, beats, ms, way, divisor = 0) {
  const wide = 60_000 / holdingAt(map.timing, ms).bpm * 2 + 1;
  const lines = grid(map, beats, ms - wide, ms + wide, divisor).map((line) => Math.round(line.ms));
  const found = way > 0 ? lines.find((line) => line > ms) : lines.findLast((line) => line < ms);
  return Math.max(0, Math.min(map.length, found ?? ms));
}

/** A moment in words: “bar 3, beat 2.5”. */
export function placeInWords(beats, ms) {
  const beat = holdingAt(beats, ms + 0.5);
  if (!beat) return `${ms} ms`;
  const share = Math.round(((ms - beat.ms) / beat.beatMs) * 100) / 100;
  return `bar ${beat.bar}, beat ${+(beat.inBar + 1 + share).toFixed(2)}`;
}

/** What tells a hit from every other one of its map: a number. */
export const keyOf = ({ ms, lane }) => ms * 16 + lane;

export const laneLabel = (lane) => LANES[lane]?.label ?? "Unknown";
