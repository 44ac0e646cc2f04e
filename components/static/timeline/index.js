export { Drawing, LEFT, Plot, RIGHT, loudnessRange } from "./draw.js";
export { clamp, clock, minus } from "./scale.js";
