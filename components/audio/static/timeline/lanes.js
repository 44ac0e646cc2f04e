// Where the lanes are, and in which colours they are drawn.
import { clamp } from "./scale.js";

export const LEFT = 46;
export const RIGHT = 10;

// Colours come from the style sheet, so that only it knows dark and light.
export function colours(element) {
  const style = getComputedStyle(element);
  const named = (name) => style.getPropertyValue(`--${name}`).trim();
  return Object.fromEntries(["panel", "sunk", "line", "line-2", "ink", "ink-2", "ink-3", "key", "warn", "bad"].map((n) => [n, named(n)]));
}

export function lanes(height, { hasSegments, hasGain, hasWork }) {
  const top = hasSegments ? 26 : 4;
  const below = height - 24;
  const free = below - top;
  const wave = { top, height: Math.round(free * 0.24) };
  const work = { height: hasWork ? Math.round(free * 0.14) : 0 };
  work.top = below - work.height;
  const gain = { height: hasGain ? Math.round(free * 0.16) : 0 };
  gain.top = work.top - gain.height - (hasGain && hasWork ? 12 : 0);
  const loud = { top: wave.top + wave.height + 16 };
  loud.height = gain.top - loud.top - (hasGain || hasWork ? 12 : 0);
  return { segments: { top: 2, height: 20 }, wave, loud, gain, work, axis: height - 20 };
}

// Which of `count` values are seen, one more on each side.
export function visible(plot, { start_s, step_s }, count) {
  const place = (x) => (plot.seconds(x) - start_s) / step_s;
  return [clamp(Math.floor(place(plot.left)) - 2, 0, count), clamp(Math.ceil(place(plot.left + plot.width)) + 2, 0, count)];
}
