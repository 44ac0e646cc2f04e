// The lanes that hits come down: what does not move is drawn once, hits are pictures that are put where they are due.
import { Pace, Surface } from "./canvas.js";
import { KICK, LANES } from "./lanes.js";
import { firstFrom, keyOf } from "./map.js";
import { isDoubtful, mark, strength } from "./shapes.js";

const [LABELS, FLASH_MS, WORDS_MS] = [64, 180, 700];
const KIND = { perfect: "key", good: "ink-2", miss: "bad", extra: "ink-3" };

export class Highway {
  lanes = /** @type {number[]} */ ([]);
  hits = /** @type {import("./map.js").Hit[]} */ ([]);
  beats = /** @type {import("./map.js").Beat[] | null} */ (null);
  ahead = 1800;
  keys = {};
  calm = false;
  touch = false;
  kick = true;

  /** @param {HTMLCanvasElement} canvas @param {() => void} changed called when it should be painted again. */
  constructor(canvas, changed) {
    this.pictures = new Map();
    this.pace = new Pace();
    this.surface = new Surface(canvas, () => {
      this.forget();
      changed();
    });
  }

  /** @param {{ hits: any[], lanes: number[], beats: any[], keys: Record<string, string> }} shown */
  show({ hits, lanes, beats, keys }) {
    Object.assign(this, { hits, beats, keys, lanes: lanes.filter((lane) => lane !== KICK), kick: lanes.includes(KICK) });
    this.forget();
  }

  forget() {
    this.pictures.clear();
    this.ground = null;
  }

  get strikeY() {
    return this.surface.height - LABELS;
  }

  get wide() {
    return this.surface.width / Math.max(1, this.lanes.length);
  }

  /** The lane at a place of the canvas; below the line the kick has the lower half. */
  laneAt(x, y) {
    if (this.kick && y > this.surface.height - LABELS / 2) return KICK;
    return this.lanes[Math.max(0, Math.min(this.lanes.length - 1, Math.floor(x / this.wide)))] ?? KICK;
  }

  /** @param {number} ms where the song is. @param {{ flashes: any[], now: number, done: Set<number>, loop: any }} state */
  paint(ms, { flashes, now, done, loop }) {
    const { surface } = this;
    if (!surface.width || !this.beats) return;
    if (this.pace.late(now)) surface.coarser();
    const pen = surface.begin(true);
    this.ground ??= surface.picture((own) => this.drawGround(own));
    surface.put(this.ground);
    const scale = this.strikeY / this.ahead;
    const y = (at) => this.strikeY - (at - ms) * scale;
    this.drawBeats(pen, ms, y);
    if (loop) this.drawLoop(pen, loop, y);
    this.drawHits(ms, y, done);
    this.drawFlashes(pen, flashes, now);
  }

  drawGround(pen) {
    const { surface: { width, height, ink }, wide, strikeY } = this;
    pen.fillStyle = ink.panel;
    pen.fillRect(0, 0, width, height);
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    this.lanes.forEach((lane, n) => {
      const { short, hue } = LANES[lane];
      if (n % 2) {
        pen.fillStyle = ink.sunk;
        pen.globalAlpha = 0.45;
        pen.fillRect(n * wide, 0, wide, height);
        pen.globalAlpha = 1;
      }
      mark(pen, lane, (n + 0.5) * wide, strikeY, Math.min(15, wide * 0.3), { velocity: 30, colour: ink.hues[hue], ink: ink.ink });
      pen.fillStyle = ink.ink;
      pen.font = `600 13px ${ink.font}`;
      pen.fillText(short, (n + 0.5) * wide, strikeY + 25);
      this.drawKey(pen, lane, (n + 0.5) * wide + 18, strikeY + 25, wide > 64);
    });
    pen.fillStyle = ink.ink;
    pen.fillRect(0, strikeY - 1, width, 2);
    if (this.kick) this.drawKickZone(pen);
  }

  drawKickZone(pen) {
    const { surface: { width, height, ink } } = this;
    pen.fillStyle = ink.hues.kick;
    pen.globalAlpha = 0.16;
    pen.fillRect(0, height - LABELS / 2 + 4, width, LABELS / 2 - 4);
    pen.globalAlpha = 1;
    pen.fillStyle = ink.ink;
    pen.font = `600 13px ${ink.font}`;
    pen.fillText("Kick", width / 2, height - 13);
    this.drawKey(pen, KICK, width / 2 + 42, height - 13, true);
  }

  drawKey(pen, lane, x, y, roomy) {
    const key = this.keys[LANES[lane].name];
    if (!key || !roomy || this.touch) return;
    pen.font = `11px ${this.surface.ink.font}`;
    pen.fillStyle = this.surface.ink["ink-2"];
    pen.fillText(key, x, y);
  }

  drawBeats(pen, ms, y) {
    const { beats, surface: { width, ink } } = this;
    pen.font = `11px ${ink.font}`;
    pen.textAlign = "left";
    for (let n = firstFrom(beats, ms - 200); n < beats.length && beats[n].ms < ms + this.ahead; n++) {
      const at = Math.round(y(beats[n].ms));
      const bar = beats[n].inBar === 0;
      pen.fillStyle = bar ? ink["line-2"] : ink.line;
      pen.fillRect(0, at, width, bar ? 2 : 1);
      if (bar && at < this.strikeY - 8) {
        pen.fillStyle = ink["ink-2"];
        pen.fillText(String(beats[n].bar), 4, at - 7);
      }
    }
  }

  drawLoop(pen, loop, y) {
    const { ink, width } = this.surface;
    pen.fillStyle = ink.key;
    for (const edge of loop) pen.fillRect(0, Math.round(y(edge)) - 1, width, 3);
  }

  drawHits(ms, y, done) {
    const { hits } = this;
    const first = firstFrom(hits, ms - 240);
    const last = firstFrom(hits, ms + this.ahead);
    // Kicks lie behind the others, because they are as wide as all lanes.
    for (let n = last - 1; n >= first; n--) if (hits[n].lane === KICK && !done.has(keyOf(hits[n]))) this.putKick(hits[n], y(hits[n].ms));
    for (let n = last - 1; n >= first; n--) if (hits[n].lane !== KICK && !done.has(keyOf(hits[n]))) this.putHit(hits[n], y(hits[n].ms));
  }

  putHit(hit, y) {
    const column = this.lanes.indexOf(hit.lane);
    if (column < 0) return;
    const size = Math.min(15, this.wide * 0.34);
    const doubtful = isDoubtful(hit);
    const name = `${hit.lane} ${strength(hit.velocity)} ${doubtful}`;
    const { ink } = this.surface;
    const look = { velocity: hit.velocity, doubtful, colour: ink.hues[LANES[hit.lane].hue], ink: ink.ink };
    if (!this.pictures.has(name)) this.pictures.set(name, this.surface.picture((pen) => mark(pen, hit.lane, 24, 24, size, look), 48, 48));
    this.surface.put(this.pictures.get(name), (column + 0.5) * this.wide - 24, y - 24);
  }

  putKick(hit, y) {
    const name = `kick ${strength(hit.velocity)} ${isDoubtful(hit)}`;
    const { width, ink } = this.surface;
    const tall = { ghost: 5, usual: 9, accent: 13 }[strength(hit.velocity)];
    if (!this.pictures.has(name)) {
      const draw = (pen) => {
        pen.globalAlpha = isDoubtful(hit) ? 0.4 : 0.85;
        pen.fillStyle = ink.hues.kick;
        pen.beginPath();
        pen.roundRect(6, (20 - tall) / 2, width - 12, tall, tall / 2);
        pen.fill();
      };
      this.pictures.set(name, this.surface.picture(draw, width, 20));
    }
    this.surface.put(this.pictures.get(name), 0, y - 10);
  }

  drawFlashes(pen, flashes, now) {
    const { ink, width } = this.surface;
    for (const { lane, verdict, words, began } of flashes) {
      const age = now - began;
      pen.strokeStyle = pen.fillStyle = ink[KIND[verdict]];
      const column = this.lanes.indexOf(lane);
      const x = column < 0 ? width / 2 : (column + 0.5) * this.wide;
      if (age < FLASH_MS && !this.calm) {
        pen.globalAlpha = 1 - age / FLASH_MS;
        pen.lineWidth = 3;
        pen.beginPath();
        if (column < 0) pen.rect(6, this.strikeY - 6, width - 12, 12); // the kick is a bar from edge to edge
        else pen.ellipse(x, this.strikeY, 16 + age / 12, 12 + age / 16, 0, 0, 2 * Math.PI);
        pen.stroke();
        pen.globalAlpha = 1;
      }
      if (age < WORDS_MS && words) {
        pen.font = `600 13px ${ink.font}`;
        pen.textAlign = "center";
        pen.fillText(words, x, this.strikeY - 34);
      }
    }
  }

  close() {
    this.surface.close();
  }
}
