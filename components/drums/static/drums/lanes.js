// The lanes of a kit: what they are called and drawn as, by which keys and pads they are hit, and what stands in for them.

/**
 * A lane. `shape` tells it apart without its colour; `key` is a place on the keyboard (`KeyboardEvent.code`); `pads` are
 * General MIDI notes; `instead` are the lanes that it moves to on a kit without it, the best one first; `line` is where it
 * stands in a staff, in half spaces below the top line.
 * @typedef {{ name: string, label: string, short: string, shape: string, hue: string, key: string, pads: number[], instead: string[], line: number, head: string }} Lane
 */

/** @type {Lane[]} In the order of Python's `Lane`: a hit says the place of its lane in this list. */
export const LANES = [
  { name: "crash", label: "Crash", short: "Cr", shape: "star", hue: "crash", key: "KeyQ", pads: [49, 57, 55, 52], instead: ["ride", "hihat_closed"], line: -2, head: "cross" },
  { name: "hihat_closed", label: "Hi-hat closed", short: "HH", shape: "cross", hue: "hat", key: "KeyA", pads: [42, 22], instead: ["ride", "crash"], line: -1, head: "cross" },
  { name: "hihat_open", label: "Hi-hat open", short: "Ho", shape: "ring", hue: "hat", key: "KeyS", pads: [46, 26], instead: ["hihat_closed", "ride", "crash"], line: -1, head: "open" },
  { name: "hihat_pedal", label: "Hi-hat pedal", short: "Hp", shape: "foot", hue: "hat", key: "KeyZ", pads: [44, 21], instead: ["hihat_closed", "ride"], line: 9, head: "cross" },
  { name: "snare", label: "Snare", short: "Sn", shape: "square", hue: "snare", key: "KeyD", pads: [38, 40, 37, 39], instead: ["tom_high", "tom_mid", "tom_low"], line: 3, head: "round" },
  { name: "tom_high", label: "High tom", short: "T1", shape: "disc", hue: "tom", key: "KeyF", pads: [50, 48], instead: ["tom_mid", "tom_low", "snare"], line: 1, head: "round" },
  { name: "tom_mid", label: "Middle tom", short: "T2", shape: "disc", hue: "tom", key: "KeyJ", pads: [47, 45], instead: ["tom_low", "tom_high", "snare"], line: 2, head: "round" },
  { name: "tom_low", label: "Floor tom", short: "T3", shape: "disc", hue: "tom", key: "KeyK", pads: [43, 41, 58], instead: ["tom_mid", "tom_high", "snare"], line: 5, head: "round" },
  { name: "ride", label: "Ride", short: "Rd", shape: "diamond", hue: "ride", key: "KeyL", pads: [51, 53, 59], instead: ["crash", "hihat_closed"], line: 0, head: "cross" },
  { name: "percussion", label: "Percussion", short: "Pc", shape: "triangle", hue: "other", key: "Semicolon", pads: [54, 56, 60, 61, 62, 63, 64, 69, 70, 76, 77], instead: ["snare", "tom_high"], line: 4, head: "triangle" },
  { name: "kick", label: "Kick", short: "Kick", shape: "bar", hue: "kick", key: "Space", pads: [36, 35], instead: [], line: 7, head: "round" },
];

export const PLACE = Object.fromEntries(LANES.map((lane, place) => [lane.name, place]));
export const KICK = PLACE.kick;

/** Kits that many people have; a person's own is a list of names of lanes. */
export const KITS = {
  full: LANES.map((lane) => lane.name),
  five: ["crash", "hihat_closed", "hihat_open", "snare", "tom_high", "tom_mid", "tom_low", "ride", "kick"],
  four: ["crash", "hihat_closed", "snare", "tom_high", "tom_low", "ride", "kick"],
  three: ["hihat_closed", "snare", "kick"],
};

/**
 * The lane of each hit on a kit. No hit is lost unless the same pad would be hit twice at once; then the louder one stays.
 * @template {{ ms: number, lane: number, velocity: number }} H
 * @param {H[]} hits sorted by time.
 * @param {string[]} kit names of the lanes that there are.
 * @returns {H[]}
 */
export function fold(hits, kit) {
  const owned = new Set(kit.map((name) => PLACE[name]));
  const folded = [];
  for (let from = 0, to = 0; from < hits.length; from = to) {
    while (to < hits.length && hits[to].ms === hits[from].ms) to += 1;
    folded.push(...together(hits.slice(from, to), owned));
  }
  return folded;
}

/** Hits at one moment: those whose lane is there stay, the others take what is free. */
function together(hits, owned) {
  const taken = new Map(hits.filter((hit) => owned.has(hit.lane)).map((hit) => [hit.lane, hit]));
  for (const hit of hits.filter((one) => !owned.has(one.lane))) {
    const places = LANES[hit.lane].instead.map((name) => PLACE[name]).filter((place) => owned.has(place));
    const place = places.find((one) => !taken.has(one)) ?? places[0];
    if (place === undefined) continue;
    const there = taken.get(place);
    if (!there || there.velocity < hit.velocity) taken.set(place, { ...hit, lane: place });
  }
  return [...taken.values()].sort((one, two) => one.lane - two.lane);
}

/** The lane that a pad hits, by its General MIDI note or by what was learnt; -1 for none. */
export function laneOfPad(note, learnt = {}) {
  if (note in learnt) return PLACE[learnt[note]] ?? -1;
  return LANES.findIndex((lane) => lane.pads.includes(note));
}
