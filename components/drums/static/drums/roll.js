// The editor's canvas: time to the right, a row for each lane, the wave of the song behind, velocities below.
import { Surface } from "./canvas.js";
import { LANES } from "./lanes.js";
import { firstFrom, grid, keyOf } from "./map.js";
import { isDoubtful, mark } from "./shapes.js";

export const [LEFT, HEAD, VELOCITY] = [64, 40, 56];
const [MOST_MS, LEAST_MS] = [120_000, 400];
const EDGE = 0.04; // of what is seen lies beside the song, so that its first hit is seen whole
const TOO_DENSE = 7; // pixels between lines of the grid: nearer ones are left out

export class Roll {
  map = /** @type {import("./map.js").DrumMap | null} */ (null);
  beats = /** @type {import("./map.js").Beat[]} */ ([]);
  view = { start: 0, end: 8000 };
  peaks = /** @type {{ stepMs: number, values: Float32Array | number[] } | null} */ (null);

  ground = null;

  constructor(canvas, changed) {
    this.surface = new Surface(canvas, () => {
      this.ground = null;
      changed();
    });
  }

  /** Something else is to be drawn: what is kept of the drawing is made anew. */
  touch() {
    this.ground = null;
  }

  get row() {
    return Math.max(12, (this.surface.height - HEAD - VELOCITY) / LANES.length);
  }

  get wide() {
    return this.surface.width - LEFT;
  }

  x(ms) {
    return LEFT + ((ms - this.view.start) / (this.view.end - this.view.start)) * this.wide;
  }

  ms(x) {
    return this.view.start + ((x - LEFT) / this.wide) * (this.view.end - this.view.start);
  }

  y(lane) {
    return HEAD + (lane + 0.5) * this.row;
  }

  laneAt(y) {
    return Math.max(0, Math.min(LANES.length - 1, Math.floor((y - HEAD) / this.row)));
  }

  /** Which part of the canvas a place is in. */
  zone(x, y) {
    if (y < HEAD) return "head";
    if (x < LEFT) return "label";
    return y > this.surface.height - VELOCITY ? "velocity" : "rows";
  }

  velocityAt(y) {
    const share = (this.surface.height - 4 - y) / (VELOCITY - 8);
    return Math.max(1, Math.min(127, Math.round(share * 127)));
  }

  /** The hit under a place; the nearest one of several. */
  hitAt(x, y, reach = 12) {
    const lane = this.laneAt(y);
    const [from, to] = [this.ms(x - reach), this.ms(x + reach)];
    const near = this.map.hits.slice(firstFrom(this.map.hits, from), firstFrom(this.map.hits, to)).filter((hit) => hit.lane === lane);
    return near.sort((one, two) => Math.abs(this.x(one.ms) - x) - Math.abs(this.x(two.ms) - x))[0] ?? null;
  }

  /** The anchor under a place in the head, or −1. */
  pointNear(x, reach = 10) {
    return this.map.timing.findIndex((point) => Math.abs(this.x(point.ms) - x) <= reach);
  }

  show(start, end) {
    const long = Math.max(LEAST_MS, Math.min(MOST_MS, this.map.length, end - start));
    const from = Math.max(-long * EDGE, Math.min(this.map.length - long * (1 - EDGE), start));
    this.view = { start: from, end: from + long };
  }

  zoom(factor, around = (this.view.start + this.view.end) / 2) {
    const { start, end } = this.view;
    this.show(around - (around - start) * factor, around + (end - around) * factor);
  }

  /** Shows a time, if it is outside. */
  reveal(ms) {
    const { start, end } = this.view;
    const long = end - start;
    if (ms < start || ms > end - long * 0.05) this.show(ms - long * 0.15, ms + long * 0.85);
  }

  /**
   * @param {{ selected: Set<number>, caret: { ms: number, lane: number }, playing: number | null, box: any, divisor: number, marks?: Map<number, string>, bare?: boolean }} state
   */
  paint(state) {
    const { surface } = this;
    if (!surface.width || !this.map) return;
    const pen = surface.begin();
    this.ground ??= surface.picture((own) => this.drawGround(own, state));
    surface.put(this.ground);
    if (state.playing !== null && this.x(state.playing) >= LEFT) this.drawLine(pen, state.playing, surface.ink.key);
  }

  /** All but what moves while it plays. */
  drawGround(pen, state) {
    pen.textBaseline = "middle";
    this.drawRows(pen, state);
    this.clipped(pen, () => {
      this.drawWave(pen);
      this.drawGrid(pen, state.divisor);
      this.drawHits(pen, state);
      if (state.box) this.drawBox(pen, state.box);
      if (!state.bare) this.drawCaret(pen, state.caret);
    });
    this.drawLabels(pen, state);
  }

  clipped(pen, draw) {
    pen.save();
    pen.beginPath();
    pen.rect(LEFT, 0, this.wide, this.surface.height);
    pen.clip();
    draw();
    pen.restore();
  }

  drawRows(pen, { caret, bare }) {
    const { ink, width } = this.surface;
    LANES.forEach((_, lane) => {
      pen.fillStyle = lane % 2 ? ink.panel : ink.bg;
      if (!bare && lane === caret.lane) pen.fillStyle = ink.sunk;
      pen.fillRect(0, HEAD + lane * this.row, width, this.row);
    });
  }

  drawWave(pen) {
    if (!this.peaks) return;
    const { stepMs, values } = this.peaks;
    const { ink } = this.surface;
    const middle = HEAD + (LANES.length * this.row) / 2;
    const tall = (LANES.length * this.row) / 2;
    pen.fillStyle = ink["line-2"];
    pen.globalAlpha = 0.45;
    for (let x = LEFT; x < LEFT + this.wide; x += 2) {
      const [from, to] = [Math.floor(this.ms(x) / stepMs), Math.ceil(this.ms(x + 2) / stepMs)];
      let peak = 0;
      for (let n = Math.max(0, from); n < Math.min(values.length, to); n++) peak = Math.max(peak, values[n]);
      if (peak > 0.004) pen.fillRect(x, middle - peak * tall, 2, 2 * peak * tall);
    }
    pen.globalAlpha = 1;
  }

  drawGrid(pen, divisor) {
    const { ink, height } = this.surface;
    const { start, end } = this.view;
    const pixel = this.wide / (end - start);
    pen.font = `11px ${ink.font}`;
    let last = -Infinity;
    for (const { ms, level, bar, parts } of grid(this.map, this.beats, start - 500, end, divisor)) {
      const x = Math.round(this.x(ms));
      const beatWide = (60_000 / this.map.timing[0].bpm) * pixel;
      if ((level === 2 && beatWide / parts < TOO_DENSE) || (level === 1 && beatWide < TOO_DENSE)) continue;
      pen.fillStyle = level === 0 ? ink["ink-3"] : level === 1 ? ink["line-2"] : ink.line;
      pen.fillRect(x, level === 0 ? 18 : HEAD, level === 0 ? 1.5 : 1, height - (level === 0 ? 18 : HEAD));
      if (level === 0 && x - last > 26) {
        pen.fillStyle = ink["ink-2"];
        pen.fillText(String(bar), x + 4, 29);
        last = x;
      }
    }
    for (const point of this.map.timing) this.drawPoint(pen, point);
    for (const section of this.map.sections) this.drawSection(pen, section);
  }

  drawPoint(pen, { ms, bpm }) {
    const { ink } = this.surface;
    const x = this.x(ms);
    pen.fillStyle = ink.ink;
    pen.beginPath();
    pen.moveTo(x - 5, HEAD - 10);
    pen.lineTo(x + 5, HEAD - 10);
    pen.lineTo(x, HEAD);
    pen.fill();
    if (this.map.timing.length < 40) pen.fillText(`${Math.round(bpm * 10) / 10}`, x + 24, 29);
  }

  drawSection(pen, { ms, name }) {
    const { ink } = this.surface;
    const x = this.x(ms);
    pen.fillStyle = ink["ink-3"];
    pen.fillRect(x, 0, 1, HEAD);
    pen.fillStyle = ink.ink;
    pen.font = `600 12px ${ink.font}`;
    pen.fillText(name || "…", x + 4, 9);
    pen.font = `11px ${ink.font}`;
  }

  drawHits(pen, { selected, marks }) {
    const { ink, height } = this.surface;
    const { hits } = this.map;
    const size = Math.min(11, this.row * 0.4);
    const last = firstFrom(hits, this.view.end + 200);
    for (let n = firstFrom(hits, this.view.start - 200); n < last; n++) {
      const hit = hits[n];
      const [x, y] = [this.x(hit.ms), this.y(hit.lane)];
      const colour = ink.hues[LANES[hit.lane].hue];
      const on = selected.has(keyOf(hit));
      if (on) {
        pen.fillStyle = ink.key;
        pen.globalAlpha = 0.25;
        pen.fillRect(x - size - 3, y - size - 2, 2 * size + 6, 2 * size + 4);
        pen.globalAlpha = 1;
      }
      mark(pen, hit.lane, x, y, size, { velocity: hit.velocity, doubtful: isDoubtful(hit), colour, ink: ink.ink });
      if (marks?.has(keyOf(hit))) this.drawMark(pen, x, y, size, marks.get(keyOf(hit)));
      pen.fillStyle = on ? ink.key : colour;
      const tall = (hit.velocity / 127) * (VELOCITY - 8);
      pen.fillRect(x - 1.5, height - 4 - tall, 3, tall);
    }
  }

  /** What became of a hit, with a shape of its own: + added, × taken out, ↔ moved, ○ changed. */
  drawMark(pen, x, y, size, kind) {
    const { ink } = this.surface;
    pen.strokeStyle = pen.fillStyle = { added: ink.key, removed: ink.bad }[kind] ?? ink.warn;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.arc(x, y, size + 5, 0, 2 * Math.PI);
    pen.stroke();
    pen.font = `700 13px ${ink.font}`;
    pen.textAlign = "center";
    pen.fillText({ added: "+", removed: "×", moved: "↔", changed: "○" }[kind], x + size + 9, y - size + 1);
    pen.textAlign = "left";
  }

  drawCaret(pen, { ms, lane }) {
    this.drawLine(pen, ms, this.surface.ink.ink);
    pen.strokeStyle = this.surface.ink.ink;
    pen.lineWidth = 1.5;
    pen.strokeRect(this.x(ms) - 10, HEAD + lane * this.row + 1, 20, this.row - 2);
  }

  drawLine(pen, ms, colour) {
    pen.fillStyle = colour;
    pen.fillRect(Math.round(this.x(ms)) - 1, HEAD, 2, this.surface.height - HEAD);
  }

  drawBox(pen, { from, to, top, bottom }) {
    const { ink } = this.surface;
    const [x, y] = [Math.min(this.x(from), this.x(to)), HEAD + Math.min(top, bottom) * this.row];
    const [wide, tall] = [Math.abs(this.x(to) - this.x(from)), (Math.abs(bottom - top) + 1) * this.row];
    pen.strokeStyle = pen.fillStyle = ink.key;
    pen.globalAlpha = 0.1;
    pen.fillRect(x, y, wide, tall);
    pen.globalAlpha = 1;
    pen.lineWidth = 1;
    pen.strokeRect(x, y, wide, tall);
  }

  drawLabels(pen, { caret, bare }) {
    const { ink, height, width } = this.surface;
    pen.font = `12px ${ink.font}`;
    pen.textAlign = "left";
    pen.fillStyle = ink.panel;
    pen.fillRect(0, 0, LEFT, HEAD);
    pen.fillRect(0, height - VELOCITY, LEFT, VELOCITY);
    LANES.forEach(({ short, hue }, lane) => {
      pen.fillStyle = lane === caret.lane && !bare ? ink.sunk : lane % 2 ? ink.panel : ink.bg;
      pen.fillRect(0, HEAD + lane * this.row, LEFT, this.row);
      mark(pen, lane, 16, this.y(lane), Math.min(8, this.row * 0.35), { colour: ink.hues[hue], ink: ink.ink });
      pen.fillStyle = ink.ink;
      pen.fillText(short, 30, this.y(lane) + 1);
    });
    pen.fillStyle = ink["ink-2"];
    pen.fillText("Velocity", 6, height - VELOCITY / 2);
    pen.fillStyle = ink["line-2"];
    pen.fillRect(0, HEAD, width, 1);
    pen.fillRect(0, height - VELOCITY, width, 1);
    pen.fillRect(LEFT, 0, 1, height);
  }

  close() {
    this.surface.close();
  }
}
