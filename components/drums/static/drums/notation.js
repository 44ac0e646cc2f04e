// Bars in drum notation: a page of lines that is drawn once, with a cursor that moves over it.
import { Surface } from "./canvas.js";
import { LANES } from "./lanes.js";
import { barAt } from "./map.js";
import { barWritten, lineOf } from "./rhythm.js";
import { strength } from "./shapes.js";

const [LINE_HEIGHT, STAFF_TOP, SPACE, LEFT, NARROWEST_BAR] = [132, 50, 8, 30, 150];
const MARKS = { perfect: "key", good: "ink-2", miss: "bad" };

/** A line through some places. */
function trace(pen, [x, y], ...others) {
  pen.moveTo(x, y);
  for (const [toX, toY] of others) pen.lineTo(toX, toY);
}

export class Notation {
  map = /** @type {import("./map.js").DrumMap | null} */ (null);
  beats = /** @type {import("./map.js").Beat[]} */ ([]);
  bars = /** @type {{ ms: number, end: number, number: number }[]} */ ([]);
  page = null;
  top = 0;

  constructor(canvas, changed) {
    this.surface = new Surface(canvas, () => {
      this.page = null;
      changed();
    });
  }

  show({ map, beats, bars }) {
    Object.assign(this, { map, beats, bars, page: null });
  }

  get aLine() {
    return Math.max(1, Math.min(4, Math.floor((this.surface.width - LEFT) / NARROWEST_BAR)));
  }

  get onPage() {
    return this.aLine * Math.max(1, Math.floor(this.surface.height / LINE_HEIGHT));
  }

  /** Where a bar of the page stands. */
  box(bar) {
    const { aLine } = this;
    const place = bar - this.top;
    const wide = (this.surface.width - LEFT - 6) / aLine;
    return { x: LEFT + (place % aLine) * wide, y: Math.floor(place / aLine) * LINE_HEIGHT, wide };
  }

  /** The bar at a place of the canvas. */
  barAt(x, y) {
    const wide = (this.surface.width - LEFT - 6) / this.aLine;
    const column = Math.max(0, Math.min(this.aLine - 1, Math.floor((x - LEFT) / wide)));
    return Math.max(0, Math.min(this.bars.length - 1, this.top + Math.floor(y / LINE_HEIGHT) * this.aLine + column));
  }

  paint(ms, { chosen, judged }) {
    const { surface } = this;
    if (!surface.width || !this.map) return;
    const now = barAt(this.bars, Math.max(0, ms));
    const top = Math.floor(now / this.onPage) * this.onPage;
    if (!this.page || top !== this.top) {
      this.top = top;
      this.page = surface.picture((pen) => this.drawPage(pen));
    }
    const pen = surface.begin();
    if (chosen) this.drawChosen(pen, chosen);
    surface.put(this.page);
    this.drawJudged(pen, judged);
    this.drawCursor(pen, ms, now);
  }

  x(bar, ms) {
    const { x, wide } = this.box(bar);
    const { ms: from, end } = this.bars[bar];
    return x + 12 + ((ms - from) / (end - from)) * (wide - 20);
  }

  drawCursor(pen, ms, bar) {
    pen.fillStyle = this.surface.ink.key;
    pen.fillRect(this.x(bar, Math.max(0, ms)) - 1, this.box(bar).y + STAFF_TOP - 26, 2, 4 * SPACE + 52);
  }

  drawChosen(pen, [first, last]) {
    pen.fillStyle = this.surface.ink.key;
    pen.globalAlpha = 0.12;
    for (let bar = Math.max(first, this.top); bar <= Math.min(last, this.top + this.onPage - 1); bar++) {
      const { x, y, wide } = this.box(bar);
      pen.fillRect(x, y + STAFF_TOP - 28, wide, 4 * SPACE + 56);
    }
    pen.globalAlpha = 1;
  }

  drawJudged(pen, judged) {
    const { ink } = this.surface;
    for (let n = judged.length - 1; n >= 0 && n > judged.length - 400; n--) {
      const { verdict, at } = judged[n];
      const bar = barAt(this.bars, at);
      if (!(verdict in MARKS) || bar < this.top || bar >= this.top + this.onPage) continue;
      const [x, y] = [this.x(bar, at), this.box(bar).y + STAFF_TOP + 4 * SPACE + 34];
      pen.fillStyle = pen.strokeStyle = ink[MARKS[verdict]];
      pen.lineWidth = 2;
      pen.beginPath();
      if (verdict === "miss") {
        trace(pen, [x - 3, y - 3], [x + 3, y + 3]);
        trace(pen, [x + 3, y - 3], [x - 3, y + 3]);
        pen.stroke();
      } else {
        pen.arc(x, y, verdict === "perfect" ? 3 : 2, 0, 2 * Math.PI);
        pen.fill();
      }
    }
  }

  drawPage(pen) {
    const last = Math.min(this.bars.length, this.top + this.onPage);
    for (let bar = this.top; bar < last; bar++) {
      const box = this.box(bar);
      this.drawStaff(pen, bar, box);
      for (const { beat, hands, feet } of barWritten(this.map, this.beats, this.bars[bar])) {
        this.drawVoice(pen, bar, beat, hands, true);
        this.drawVoice(pen, bar, beat, feet, false);
      }
    }
  }

  drawStaff(pen, bar, { x, y, wide }) {
    const { ink } = this.surface;
    const first = (bar - this.top) % this.aLine === 0;
    pen.fillStyle = ink["line-2"];
    const left = first ? 4 : x;
    for (let line = 0; line < 5; line++) pen.fillRect(left, y + STAFF_TOP + line * SPACE, x + wide - left, 1);
    pen.fillStyle = ink["ink-2"];
    pen.fillRect(x + wide - 1, y + STAFF_TOP, 1, 4 * SPACE + 1);
    if (first) for (const at of [12, 18]) pen.fillRect(at, y + STAFF_TOP + SPACE, 3, 2 * SPACE);
    pen.font = `11px ${ink.font}`;
    pen.textAlign = "left";
    pen.fillText(String(this.bars[bar].number), x - 4, y + STAFF_TOP - 36);
  }

  drawVoice(pen, bar, beat, { notes, three }, up) {
    const y = this.box(bar).y + STAFF_TOP;
    const stem = up ? y - 18 : y + 4 * SPACE + 22;
    const x = (note) => this.x(bar, beat.ms + note.at * beat.beatMs);
    const sounding = notes.filter((note) => note.hits.length);
    for (const note of notes) {
      if (note.hits.length) this.drawNote(pen, note, x(note), y, stem, up);
      else if (up) this.drawRest(pen, note, x(note), y);
    }
    this.drawBeams(pen, sounding, x, stem, up);
    if (three && sounding.length > 1) {
      pen.font = `italic 11px ${this.surface.ink.font}`;
      pen.fillStyle = this.surface.ink["ink-2"];
      pen.fillText("3", (x(sounding[0]) + x(sounding.at(-1))) / 2 + 2, stem + (up ? -5 : 12));
    }
  }

  drawNote(pen, note, x, y, stem, up) {
    const { ink } = this.surface;
    pen.strokeStyle = pen.fillStyle = ink.ink;
    for (const hit of note.hits) this.drawHead(pen, hit, x, y + (lineOf(hit.lane) * SPACE) / 2);
    const ends = note.hits.map((hit) => y + (lineOf(hit.lane) * SPACE) / 2);
    const side = up ? x + 4 : x - 4;
    pen.lineWidth = 1.2;
    pen.beginPath();
    pen.moveTo(side, up ? Math.max(...ends) : Math.min(...ends));
    pen.lineTo(side, stem);
    pen.stroke();
    if (note.dotted) pen.fillRect(x + 8, ends[0] - 1, 2.5, 2.5);
    if (note.hits.some((hit) => LANES[hit.lane].head === "open")) {
      pen.beginPath();
      pen.arc(x + 4, stem - 6, 2.6, 0, 2 * Math.PI);
      pen.stroke();
    } else if (note.hits.some((hit) => strength(hit.velocity) === "accent")) {
      pen.beginPath();
      const at = up ? stem - 8 : stem + 8;
      trace(pen, [x - 3, at - 3], [x + 5, at], [x - 3, at + 3]);
      pen.stroke();
    }
  }

  drawHead(pen, hit, x, y) {
    const { head } = LANES[hit.lane];
    pen.lineWidth = 1.5;
    pen.beginPath();
    if (head === "round") {
      pen.ellipse(x, y, 4.6, 3.5, -0.35, 0, 2 * Math.PI);
      pen.fill();
    } else if (head === "triangle") {
      trace(pen, [x, y - 4], [x + 4, y + 3.5], [x - 4, y + 3.5]);
      pen.closePath();
      pen.stroke();
    } else {
      trace(pen, [x - 3.6, y - 3.6], [x + 3.6, y + 3.6]);
      trace(pen, [x + 3.6, y - 3.6], [x - 3.6, y + 3.6]);
      pen.stroke();
    }
    if (LANES[hit.lane].line < -1) pen.fillRect(x - 7, y, 14, 1);
    if (strength(hit.velocity) === "ghost") {
      pen.font = `12px ${this.surface.ink.font}`;
      pen.fillText("(", x - 9, y + 4);
      pen.fillText(")", x + 6, y + 4);
    }
  }

  drawBeams(pen, notes, x, stem, up) {
    const side = (note) => x(note) + (up ? 4 : -4);
    const step = up ? 4.5 : -4.5;
    pen.fillStyle = this.surface.ink.ink;
    const beamed = notes.filter((note) => note.beams);
    for (let level = 1; level <= 3; level++) {
      notes.forEach((note, n) => {
        if (note.beams < level) return;
        const [before, after] = [notes[n - 1]?.beams >= level, notes[n + 1]?.beams >= level];
        const y = stem + (level - 1) * step - (up ? 0 : 3);
        if (after) pen.fillRect(side(note), y, side(notes[n + 1]) - side(note), 3);
        else if (!before) pen.fillRect(beamed.length > 1 && n ? side(note) - 6 : side(note), y, 6, 3);
      });
    }
  }

  drawRest(pen, note, x, y) {
    const middle = y + 2 * SPACE;
    pen.strokeStyle = pen.fillStyle = this.surface.ink["ink-3"];
    pen.lineWidth = 1.6;
    pen.beginPath();
    if (note.beams === 0) {
      trace(pen, [x - 2, middle - 9], [x + 3, middle - 3], [x - 2, middle + 2], [x + 3, middle + 8]);
    } else {
      trace(pen, [x + 4, middle - 5], [x, middle + 7]);
      for (let flag = 0; flag < note.beams; flag++) trace(pen, [x - 3, middle - 4 + flag * 5], [x + 3.5 - flag * 1.5, middle - 4.5 + flag * 5]);
    }
    pen.stroke();
  }

  close() {
    this.surface.close();
  }
}
