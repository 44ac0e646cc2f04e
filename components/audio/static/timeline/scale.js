// From seconds and decibels to pixels, and to words.
export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

export const minus = (value, digits = 1) => (value == null ? "–" : value.toFixed(digits).replace("-", "−"));

export function clock(seconds, fine = false) {
  const whole = Math.floor(seconds + 1e-6);
  const two = (value) => String(value).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = fine ? `.${Math.floor((seconds - whole + 1e-6) * 10)}` : "";
  return (h ? `${h}:${two(m)}` : m) + `:${two(s)}${tail}`;
}

const STEPS = [0.1, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

// Round moments for the axis, about one every `room` pixels.
export function moments(view, width, room = 96) {
  const wanted = ((view.end - view.start) * room) / Math.max(width, 1);
  const step = STEPS.find((each) => each >= wanted) || 7200;
  const found = [];
  for (let k = Math.ceil(view.start / step - 1e-6); k * step <= view.end + 1e-6; k++) found.push(k * step);
  return { step, found };
}

// The part of the loudness scale that this mix covers, in whole steps of 3 LU, at most 36 LU.
export function loudnessRange(data, target) {
  const all = [data.before, data.after].filter(Boolean);
  const highs = all.flatMap((curves) => curves.momentary).filter((v) => v != null);
  const lows = all.flatMap((curves) => curves.low).filter((v) => v != null).sort((a, b) => a - b);
  const highest = Math.max(highs.reduce((a, b) => Math.max(a, b), -6000) / 100, (target ?? -60) + 2);
  const top = Math.min(3, 3 * Math.ceil(highest / 3));
  const low = Math.min((lows[Math.floor(lows.length * 0.01)] ?? -3000) / 100, (target ?? 0) - 3);
  return { top, bottom: clamp(3 * Math.floor(low / 3), top - 36, top - 12) };
}

export class Plot {
  view = { start: 0, end: 1 };
  left = 0;
  width = 0;
  constructor(view, left, width) {
    Object.assign(this, { view, left, width });
  }
  x(seconds) {
    return this.left + ((seconds - this.view.start) / (this.view.end - this.view.start)) * this.width;
  }
  seconds(x) {
    return this.view.start + ((x - this.left) / this.width) * (this.view.end - this.view.start);
  }
}
