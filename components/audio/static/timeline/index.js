export { Drawing } from "./draw.js";
export { BOUNDS, Editing, TRACKS, TrackList } from "./editing.js";
export { gainAt, gainPoints } from "./gain.js";
export { LEFT, RIGHT } from "./lanes.js";
export { Hands } from "./pointer.js";
export { Plot, clamp, clock, loudnessRange, minus } from "./scale.js";
export { SOUND, Sound } from "./sound.js";
export { Strip } from "./overview.js";
export { Words } from "./words.js";
