export { filesOf, soundOf } from "./folders.js";
export { queue, add, again, connect, pause, remove, removeUnfinished, resume, retryable, settled, start, taken } from "./queue.js";
export { aboutAll, aboutFile, aboutMany, bytes, percent } from "./words.js";
