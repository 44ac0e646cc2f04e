// Drums in the browser: what is played, judged, drawn and edited. Everything that needs no page can be tested alone.
export { still, Surface } from "./canvas.js";
export { Highway } from "./highway.js";
export { GOOD_MS, Judge, PERFECT_MS, timing } from "./judge.js";
export * from "./lanes.js";
export * from "./map.js";
export { Notation } from "./notation.js";
export { OwnHits } from "./own_hits.js";
export { able, Pads } from "./pads.js";
export { MIXER, RESULT, SETTINGS } from "./player_parts.js";
export { exchanged, keep, keyName, laneOfKey, settings } from "./settings.js";
export { clock, Sounds } from "./sounds.js";
export { Strip } from "./strip.js";
export { PARTS, Transport } from "./transport.js";
