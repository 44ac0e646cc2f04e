// The board of a studio in the browser. What needs no page can be tested alone.
export * from "./places.js";
export { LIST, MONTH, WEEK } from "./parts.js";
export { Dragging } from "./dragging.js";
