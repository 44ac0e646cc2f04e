// The lanes of the timeline on one canvas: waveform, loudness before and after, the limiter's work, and the time.
import { LEFT, RIGHT, colours, lanes, visible } from "./lanes.js";
import { Plot, clamp, clock, minus, moments } from "./scale.js";

export class Drawing {
  constructor(canvas) {
    this.canvas = canvas;
    this.pen = canvas.getContext("2d");
  }

  // state: { view, data, range, shown, cursor, segments }
  paint(state) {
    const { canvas, pen } = this;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    this.ink = colours(canvas);
    pen.font = `12px ${getComputedStyle(canvas).fontFamily}`;
    pen.textBaseline = "middle";
    const plot = new Plot(state.view, LEFT, width - LEFT - RIGHT);
    const place = lanes(height, { hasSegments: state.segments?.length, hasGain: state.gain && state.shown.gain, hasWork: state.data?.after && state.shown.limiter });
    this.time(plot, place);
    if (state.segments?.length) this.segments(plot, place, state.segments);
    if (!state.data) return;
    this.inside(plot, 0, height, () => {
      this.waves(plot, place.wave, state);
      if (place.work.height) this.work(plot, place.work, state);
    });
    this.grid(plot, place, state);
    this.inside(plot, place.loud.top - 1, place.loud.height + 2, () => this.loudness(plot, place.loud, state));
    if (place.gain.height) this.gain(plot, place.gain, state);
    this.labels(plot, place, state);
    this.inside(plot, 0, height, () => this.overs(plot, place, state));
  }

  inside(plot, top, height, draw) {
    this.pen.save();
    this.pen.beginPath();
    this.pen.rect(plot.left, top, plot.width, height);
    this.pen.clip();
    draw();
    this.pen.restore();
  }

  time(plot, place) {
    const { pen, ink } = this;
    const { step, found } = moments(plot.view, plot.width);
    pen.fillStyle = ink["ink-2"];
    pen.strokeStyle = ink.line;
    pen.lineWidth = 1;
    found.forEach((at) => {
      const x = Math.round(plot.x(at)) + 0.5;
      pen.beginPath();
      pen.moveTo(x, place.wave.top);
      pen.lineTo(x, place.axis);
      pen.stroke();
      const label = clock(at, step < 1);
      const half = pen.measureText(label).width / 2;
      pen.fillText(label, clamp(x - half, 0, plot.left + plot.width + RIGHT - 2 * half), place.axis + 11);
    });
  }

  segments(plot, place, segments) {
    const { pen, ink } = this;
    const { top, height } = place.segments;
    segments.forEach((segment, index) => {
      const [from, to] = [Math.max(plot.left, plot.x(segment.start_s)), Math.min(plot.left + plot.width, plot.x(segment.end_s))];
      if (to <= from) return;
      pen.fillStyle = index % 2 ? ink.line : ink.sunk;
      pen.fillRect(from, top, to - from, height);
      pen.fillStyle = ink["line-2"];
      pen.fillRect(from, top, 1, place.axis - top);
      const loud = segment.loudness_lufs == null ? "" : ` ${minus(segment.loudness_lufs)}`;
      const label = `${segment.title || `Track ${index + 1}`}${loud}`;
      if (to - from < 24) return;
      pen.save();
      pen.beginPath();
      pen.rect(from, top, to - from - 4, height);
      pen.clip();
      pen.fillStyle = ink.ink;
      pen.fillText(label, from + 6, top + height / 2 + 1);
      pen.restore();
    });
  }

  // Each file's wave around the lane's middle: its range pale, its RMS strong; the louder file is behind.
  waves(plot, lane, { data, shown }) {
    const { ink } = this;
    const files = [["before", ink["ink-3"]], ["after", ink.key]].filter(([name]) => data[name] && shown[name]);
    const loudness = (name) => data[name].wave.rms.reduce((a, b) => a + b, 0) / Math.max(1, data[name].wave.rms.length);
    files.sort(([a], [b]) => loudness(b) - loudness(a));
    files.forEach(([name, colour], place) => this.wave(plot, lane, data[name].wave, colour, place === 0 ? 0.45 : 0.8));
  }

  wave(plot, lane, wave, colour, strength) {
    const { pen } = this;
    const middle = lane.top + lane.height / 2;
    const tall = lane.height / 2 / 127;
    const [first, last] = visible(plot, wave, wave.high.length);
    const x = (k) => plot.x(wave.start_s + (k + 0.5) * wave.step_s);
    const outline = (upper, lower, alpha) => {
      pen.globalAlpha = alpha;
      pen.fillStyle = colour;
      pen.beginPath();
      for (let k = first; k < last; k++) pen.lineTo(x(k), middle - Math.max(0.5, upper(k) * tall));
      for (let k = last - 1; k >= first; k--) pen.lineTo(x(k), middle + Math.max(0.5, lower(k) * tall));
      pen.fill();
    };
    outline((k) => wave.high[k], (k) => -wave.low[k], strength * 0.55);
    outline((k) => wave.rms[k], (k) => wave.rms[k], strength);
    pen.globalAlpha = 1;
  }

  grid(plot, place, { range, deepest }) {
    const { pen, ink } = this;
    pen.strokeStyle = ink.line;
    const rule = (y, label) => {
      pen.beginPath();
      pen.moveTo(plot.left, Math.round(y) + 0.5);
      pen.lineTo(plot.left + plot.width, Math.round(y) + 0.5);
      pen.stroke();
      pen.fillStyle = ink["ink-2"];
      pen.fillText(label, plot.left - 8 - pen.measureText(label).width, y);
    };
    const each = range.top - range.bottom > 18 ? 6 : 3;
    for (let level = range.top; level >= range.bottom; level -= each) rule(this.y(place.loud, range, level), minus(level, 0));
    if (!place.work.height) return;
    rule(place.work.top, "0");
    rule(place.work.top + place.work.height, minus(-deepest, 0));
  }

  y(lane, range, level) {
    return lane.top + ((range.top - level) / (range.top - range.bottom)) * lane.height;
  }

  // The gain that brings tracks together, over time: a line around zero, flat inside a track.
  gain(plot, lane, { gain }) {
    const { pen, ink } = this;
    const most = Math.max(1, ...gain.points.map(([, value]) => Math.abs(value)));
    const y = (value) => lane.top + lane.height / 2 - (value / most) * (lane.height / 2 - 3);
    const zero = Math.round(y(0)) + 0.5;
    pen.strokeStyle = ink["line-2"];
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(plot.left, zero);
    pen.lineTo(plot.left + plot.width, zero);
    pen.stroke();
    pen.fillStyle = ink["ink-2"];
    [[most, `+${most.toFixed(0)}`], [-most, minus(-most, 0)]].forEach(([value, label]) => {
      pen.fillText(label, plot.left - 8 - pen.measureText(label).width, clamp(y(value), lane.top + 6, lane.top + lane.height - 6));
    });
    this.inside(plot, lane.top, lane.height, () => {
      pen.strokeStyle = ink.ink;
      pen.lineWidth = 1.6;
      pen.beginPath();
      gain.points.forEach(([at, value]) => pen.lineTo(plot.x(at), y(value)));
      pen.stroke();
    });
  }

  loudness(plot, lane, { data, range, shown, target }) {
    const { ink } = this;
    const count = Math.max(data.before?.high.length || 0, data.after?.high.length || 0);
    const [first, last] = visible(plot, data, count);
    const at = (k) => plot.x(data.start_s + (first + k + 1) * data.step_s);
    const y = (value) => this.y(lane, range, Math.max(range.bottom - 3, value / 100));
    const cut = ({ momentary, low, high }) => ({ momentary: momentary.slice(first, last), low: low.slice(first, last), high: high.slice(first, last) });
    const before = data.before && shown.before && cut(data.before);
    const after = data.after && shown.after && cut(data.after);
    if (shown.momentary) {
      if (before) this.line(before.momentary, at, y, ink["ink-3"], 0.8, 0.55);
      if (after) this.line(after.momentary, at, y, ink.key, 0.8, 0.55);
    }
    if (before) this.ribbon(before, at, y, ink["ink-2"], [5, 3]);
    if (after) this.ribbon(after, at, y, ink.key, []);
    const level = (value, colour, dash, wide) => value != null && this.level(plot, y(100 * value), colour, dash, wide);
    if (shown.before) level(data.integrated.before, ink["ink-2"], [2, 4], 1);
    level(target, ink.key, [], 1);
    if (shown.after) level(data.integrated.after, ink.key, [2, 4], 1.5);
  }

  level(plot, y, colour, dash, wide) {
    const { pen } = this;
    pen.strokeStyle = colour;
    pen.lineWidth = wide;
    pen.setLineDash(dash);
    pen.beginPath();
    pen.moveTo(plot.left, y);
    pen.lineTo(plot.left + plot.width, y);
    pen.stroke();
    pen.setLineDash([]);
  }

  line(values, at, y, colour, wide, alpha) {
    const { pen } = this;
    pen.strokeStyle = colour;
    pen.lineWidth = wide;
    pen.globalAlpha = alpha;
    pen.beginPath();
    let drawn = false;
    values.forEach((value, k) => {
      if (value == null) drawn = false;
      else if (drawn) pen.lineTo(at(k), y(value));
      else [drawn] = [true, pen.moveTo(at(k), y(value))];
    });
    pen.stroke();
    pen.globalAlpha = 1;
  }

  // Short-term loudness: between the lowest and the highest of each step, and a line through the middle.
  ribbon({ low, high }, at, y, colour, dash) {
    const { pen } = this;
    const known = [...high.keys()].filter((k) => high[k] != null && low[k] != null);
    pen.fillStyle = colour;
    pen.globalAlpha = 0.3;
    pen.beginPath();
    known.forEach((k) => pen.lineTo(at(k), y(high[k])));
    known.reverse().forEach((k) => pen.lineTo(at(k), y(low[k])));
    pen.fill();
    pen.setLineDash(dash);
    this.line(high.map((value, k) => (value == null || low[k] == null ? null : (value + low[k]) / 2)), at, y, colour, 1.8, 1);
    pen.setLineDash([]);
  }

  work(plot, lane, { data, deepest }) {
    const { pen, ink } = this;
    const wide = Math.max(1, plot.x(data.step_s) - plot.x(0));
    const at = (k) => plot.x(data.start_s + k * data.step_s);
    const [first, last] = visible(plot, data, data.reduction.length);
    const bars = (colour, height, top) => {
      pen.fillStyle = colour; // one by one: a path of many rectangles takes many times as long
      for (let k = first; k < last; k++) if (height(k)) pen.fillRect(at(k), top, wide, height(k));
    };
    bars(ink["line-2"], (k) => data.clipped[k] && 4, lane.top + lane.height - 4);
    bars(ink.warn, (k) => data.reduction[k] > 1 && Math.min(1, data.reduction[k] / 100 / deepest) * lane.height, lane.top);
  }

  overs(plot, place, { data, shown }) {
    const { pen, ink } = this;
    const draw = (overs, colour, top, up) => {
      let last = -Infinity;
      pen.fillStyle = colour;
      overs.forEach(([at]) => {
        const x = plot.x(at + 0.05);
        if (x < plot.left - 4 || x > plot.left + plot.width + 4 || x - last < 4) return; // nobody sees two in one place
        last = x;
        pen.beginPath();
        pen.moveTo(x - 4, top);
        pen.lineTo(x + 4, top);
        pen.lineTo(x, top + up);
        pen.fill();
      });
    };
    if (shown.before) draw(data.overs.before, ink["ink-3"], place.wave.top + place.wave.height + 2, -7);
    if (shown.after) draw(data.overs.after, ink.bad, place.wave.top, 8);
  }

  labels(plot, place, { range, target, gain }) {
    const { pen, ink } = this;
    pen.fillStyle = ink["ink-2"];
    pen.save();
    pen.font = `11px ${getComputedStyle(this.canvas).fontFamily}`;
    const lane = (name, top) => {
      pen.fillStyle = ink.panel;
      pen.globalAlpha = 0.7;
      pen.fillRect(plot.left + 1, top + 1, pen.measureText(name).width + 8, 14);
      pen.globalAlpha = 1;
      pen.fillStyle = ink["ink-2"];
      pen.fillText(name, plot.left + 5, top + 9);
    };
    lane("Short-term loudness, LUFS", place.loud.top);
    if (place.gain.height) lane(gain.would ? "What evening would do, dB" : "Evening, dB", place.gain.top);
    if (place.work.height) lane("Limiter, dB", place.work.top + place.work.height - 16);
    if (target == null) return pen.restore();
    const label = `Target ${minus(target)}`;
    const y = clamp(this.y(place.loud, range, target) - 8, place.loud.top + 6, place.loud.top + place.loud.height);
    const x = plot.left + plot.width - pen.measureText(label).width - 4;
    pen.fillStyle = ink.panel;
    pen.globalAlpha = 0.8;
    pen.fillRect(x - 3, y - 7, plot.left + plot.width - x + 3, 14);
    pen.globalAlpha = 1;
    pen.fillStyle = ink.key;
    pen.fillText(label, x, y);
    pen.restore();
  }
}
