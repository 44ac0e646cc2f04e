// A whole programme in a strip: below the timeline, and beside a job in a list.
import { Drawing } from "./draw.js";
import { LEFT, RIGHT, colours } from "./lanes.js";
import { Plot, loudnessRange } from "./scale.js";

export class Strip extends Drawing {
  // All of a job in a few pixels: wave, short-term loudness after (or before, while there is no other), overs, tracks.
  small(data, segments) {
    const { canvas, pen } = this;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (!width) return;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.ink = colours(canvas);
    const plot = new Plot({ start: 0, end: data.duration_s }, 0, width);
    const [name, colour] = data.after ? ["after", this.ink.key] : ["before", this.ink["ink-3"]];
    if (!data[name]) return;
    this.wave(plot, { top: 1, height: height - 2 }, data[name].wave, colour, 0.5);
    const range = loudnessRange(data, data.target_lufs);
    const y = (value) => this.y({ top: 2, height: height - 4 }, range, Math.max(range.bottom, value / 100));
    this.line(data[name].high, (k) => plot.x(data.start_s + (k + 1) * data.step_s), y, this.ink.ink, 1.2, 1);
    pen.fillStyle = this.ink["line-2"];
    segments.slice(1).forEach((segment) => pen.fillRect(plot.x(segment.start_s), 0, 1, height));
    pen.fillStyle = this.ink.bad;
    if (data.after) data.overs.after.forEach(([at]) => pen.fillRect(plot.x(at), 0, 2, 5));
  }

  // The whole programme in one strip, and which part of it is shown above.
  overview(whole, view, duration, segments) {
    const { canvas, pen } = this;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    const [wide, tall] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== wide || canvas.height !== tall) [canvas.width, canvas.height] = [wide, tall];
    this.ink = colours(canvas);
    const plot = new Plot({ start: 0, end: duration }, LEFT, width - LEFT - RIGHT);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, wide, tall);
    pen.drawImage(this.background(whole, plot, wide, tall, ratio, height), 0, 0);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.fillStyle = this.ink["line-2"];
    (segments || []).forEach((segment) => pen.fillRect(plot.x(segment.start_s), 0, 1, height));
    const [from, to] = [plot.x(view.start), plot.x(view.end)];
    pen.fillStyle = this.ink.panel;
    pen.globalAlpha = 0.72;
    pen.fillRect(plot.left, 0, from - plot.left, height);
    pen.fillRect(to, 0, plot.left + plot.width - to, height);
    pen.globalAlpha = 1;
    pen.strokeStyle = this.ink.ink;
    pen.lineWidth = 1.5;
    pen.strokeRect(from + 0.75, 0.75, Math.max(2, to - from - 1.5), height - 1.5);
  }

  // The wave of the whole programme, drawn once for all views of it.
  background(whole, plot, wide, tall, ratio, height) {
    const made = [whole, wide, tall, this.ink.key, plot.view.end];
    if (this.made?.every((value, n) => value === made[n])) return this.backdrop;
    this.made = made;
    this.backdrop = Object.assign(document.createElement("canvas"), { width: wide, height: tall });
    const { pen } = this;
    this.pen = this.backdrop.getContext("2d");
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.pen.fillStyle = this.ink.sunk;
    this.pen.fillRect(plot.left, 0, plot.width, height);
    const curves = whole?.after || whole?.before;
    if (curves) this.wave(plot, { top: 2, height: height - 4 }, curves.wave, whole.after ? this.ink.key : this.ink["ink-3"], 0.9);
    this.pen = pen;
    return this.backdrop;
  }
}
