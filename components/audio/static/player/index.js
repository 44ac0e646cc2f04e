export { Bar, asked } from "./bar.js";
export { recall } from "./memory.js";
export { current } from "./queue.js";
