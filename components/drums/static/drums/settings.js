// How somebody plays: their kit, keys, pads and levels, kept in their browser.
import { KITS, LANES, PLACE } from "./lanes.js";

const KEPT = "levelmix-drums";
const KEYS = Object.fromEntries(LANES.map((lane) => [lane.name, lane.key]));
const BEGIN = {
  kit: KITS.five, keys: KEYS, pads: {}, offset: 0, ahead: 1600, view: "", kitName: "five",
  levels: { music: 1, kit: 0, click: 0.6 }, share: 0, count: 1,
};

/** What was kept, with everything that is missing or cannot be as at the beginning. */
export function settings(kept = stored()) {
  const found = { ...BEGIN, ...only(kept, Object.keys(BEGIN)) };
  found.kit = Array.isArray(found.kit) ? found.kit.filter((name) => name in PLACE) : BEGIN.kit;
  if (!found.kit.length) found.kit = BEGIN.kit;
  found.keys = { ...KEYS, ...only(found.keys, Object.keys(KEYS)) };
  found.levels = { ...BEGIN.levels, ...only(found.levels, Object.keys(BEGIN.levels)) };
  for (const name of ["offset", "ahead", "share", "count"]) if (!Number.isFinite(found[name])) found[name] = BEGIN[name];
  return found;
}

function only(from, names) {
  return Object.fromEntries(names.filter((name) => from && name in from).map((name) => [name, from[name]]));
}

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) || "{}");
  } catch {
    return {};
  }
}

export function keep(found) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(found));
  } catch {
    /* the browser keeps nothing: it is played as it is now */
  }
}

/** The keys with one given to a lane; who had it gets what that lane had. */
export function exchanged(keys, lane, code) {
  const owner = Object.keys(keys).find((name) => keys[name] === code);
  return { ...keys, ...(owner && owner !== lane ? { [owner]: keys[lane] } : {}), [lane]: code };
}

/** The lane of a key, or −1. */
export const laneOfKey = (keys, code) => PLACE[Object.keys(keys).find((name) => keys[name] === code)] ?? -1;

/** A key as people call it. */
export function keyName(code) {
  const named = { Space: "Space", Semicolon: ";", Comma: ",", Period: ".", Slash: "/", Quote: "'", BracketLeft: "[", BracketRight: "]", Minus: "-", Equal: "=" };
  return named[code] ?? code.replace(/^(Key|Digit|Arrow)/, "").replace(/^Numpad/, "Num ");
}
