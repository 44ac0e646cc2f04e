export { Drawing, LEFT, Plot, RIGHT, loudnessRange } from "./draw.js";
export { BOUNDS, Editing, TRACKS, TrackList } from "./editing.js";
export { gainAt, gainPoints } from "./gain.js";
export { clamp, clock, minus } from "./scale.js";
export { SOUND, Sound } from "./sound.js";
