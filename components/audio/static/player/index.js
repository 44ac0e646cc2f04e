export { gain } from "./loudness.js";
export { keep, recall } from "./memory.js";
export { ICONS, PANEL } from "./parts.js";
export { EMPTY, LOOPS, SPEEDS, add, current, describe, following, go, playNow, remove, stands } from "./queue.js";
export { Seeking } from "./seeking.js";
export { tellPhone, tellPlace } from "./session.js";
export { Words } from "./words.js";
