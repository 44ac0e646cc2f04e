// How hits are written: beat by beat, as notes and rests of usual lengths, in two voices: hands above, feet below.
import { LANES, PLACE } from "./lanes.js";
import { firstFrom, sectionAt } from "./map.js";

const FEET = new Set([PLACE.kick, PLACE.hihat_pedal]);
const LENGTHS = { 1: [8, 6, 4, 3, 2, 1], 3: [12, 8, 6, 4, 2, 1] }; // in eighths of a beat, and in twelfths

/**
 * A note, or a rest without hits. `at` and `length` are shares of the beat; `beams` are as many as it has flags.
 * @typedef {{ at: number, length: number, beams: number, dotted: boolean, hits: any[] }} Written
 */

/** The hits of a beat on the finest grid of it: of eighths, or of twelfths where its section falls into three. */
function placed(hits, beat, divisor, swing) {
  const three = divisor % 3 === 0;
  const parts = three ? 12 : 8;
  const found = new Map();
  for (const hit of hits) {
    let share = (hit.ms - beat.ms) / beat.beatMs;
    // What swings is written straight, as drummers read it.
    if (!three && swing !== 0.5) share = share < swing ? (share / swing) * 0.5 : 0.5 + ((share - swing) / (1 - swing)) * 0.5;
    const finest = three ? divisor : Math.min(parts, Math.max(divisor, 4));
    const place = Math.min(parts - 1, Math.max(0, Math.round((Math.round(share * finest) / finest) * parts)));
    if (!found.has(place)) found.set(place, []);
    found.get(place).push(hit);
  }
  return { parts, three, found: [...found].sort(([one], [two]) => one - two) };
}

/** @returns {{ notes: Written[], three: boolean }} */
export function beatWritten(hits, beat, divisor = 4, swing = 0.5) {
  const { parts, three, found } = placed(hits, beat, divisor, swing);
  const uneven = three && found.some(([place]) => place % 6);
  const notes = [];
  let at = 0;
  const fill = (until, hitsThere) => {
    let own = hitsThere;
    while (at < until) {
      const length = LENGTHS[three ? 3 : 1].find((one) => one <= until - at);
      notes.push({ at: at / parts, length: length / parts, ...look(length, three && uneven, parts), hits: own });
      at += length;
      own = [];
    }
  };
  found.forEach(([place, there], n) => {
    fill(place, []);
    fill(found[n + 1]?.[0] ?? parts, there);
  });
  return { notes, three: uneven };
}

/** How many beams a length has, and whether it has a dot. */
function look(length, uneven, parts) {
  if (uneven) return { beams: { 12: 0, 8: 0, 6: 1, 4: 1, 2: 2, 1: 3 }[length] ?? 1, dotted: length === 6 };
  const eighths = (length * 8) / parts;
  return { beams: eighths >= 8 ? 0 : eighths >= 4 ? (eighths >= 6 ? 1 : 1) : eighths >= 2 ? 2 : 3, dotted: eighths === 6 || eighths === 3 };
}

/** A bar: its beats, each with what hands and feet do. */
export function barWritten(map, beats, bar) {
  const found = [];
  for (let n = firstFrom(beats, bar.ms - 1); n < beats.length && beats[n].ms < bar.end - 1; n++) {
    const beat = beats[n];
    const { divisor, swing } = sectionAt(map, beat.ms + 1);
    // A hit a little before a beat belongs to it.
    const early = Math.min(40, beat.beatMs / 16);
    const end = (beats[n + 1]?.ms ?? beat.ms + beat.beatMs) - early;
    const hits = map.hits.slice(firstFrom(map.hits, beat.ms - early), firstFrom(map.hits, end));
    const hands = beatWritten(hits.filter((hit) => !FEET.has(hit.lane)), beat, divisor, swing);
    const feet = beatWritten(hits.filter((hit) => FEET.has(hit.lane)), beat, divisor, swing);
    found.push({ beat, hands, feet });
  }
  return found;
}

/** Where a lane stands in the staff, in half spaces below its top line. */
export const lineOf = (lane) => LANES[lane].line;
