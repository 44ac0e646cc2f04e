// The whole song in a strip: how much is played where, its sections, the bars that are repeated, and where it is.
import { Surface } from "./canvas.js";
import { barAt, firstFrom } from "./map.js";

export class Strip {
  map = /** @type {import("./map.js").DrumMap | null} */ (null);
  bars = /** @type {{ ms: number, end: number, number: number }[]} */ ([]);
  wave = /** @type {number[] | null} */ (null);

  constructor(canvas, changed) {
    this.surface = new Surface(canvas, () => {
      this.ground = null;
      changed();
    });
  }

  /** @param {{ map: any, bars: any[], wave: number[] | null }} shown */
  show({ map, bars, wave }) {
    Object.assign(this, { map, bars, wave, ground: null });
  }

  ms(x) {
    return Math.max(0, Math.min(this.map.length, (x / this.surface.width) * this.map.length));
  }

  barUnder(x) {
    return barAt(this.bars, this.ms(x));
  }

  paint(ms, chosen) {
    const { surface, map } = this;
    if (!surface.width || !map) return;
    const pen = surface.begin();
    this.ground ??= surface.picture((own) => this.drawGround(own));
    surface.put(this.ground);
    const x = (at) => (at / map.length) * surface.width;
    if (chosen) {
      const [from, to] = [x(this.bars[chosen[0]].ms), x(this.bars[chosen[1]].end)];
      pen.fillStyle = surface.ink.key;
      pen.globalAlpha = 0.2;
      pen.fillRect(from, 0, to - from, surface.height);
      pen.globalAlpha = 1;
      pen.fillRect(from, 0, 2, surface.height);
      pen.fillRect(to - 2, 0, 2, surface.height);
    }
    pen.fillStyle = surface.ink.ink;
    pen.fillRect(x(Math.max(0, ms)) - 1, 0, 2, surface.height);
  }

  drawGround(pen) {
    const { surface: { width, height, ink }, map, wave } = this;
    pen.fillStyle = ink.sunk;
    pen.fillRect(0, 0, width, height);
    if (wave?.length) {
      pen.fillStyle = ink["line-2"];
      wave.forEach((value, n) => pen.fillRect((n / wave.length) * width, height / 2 - (value * height) / 2, Math.max(1, width / wave.length), Math.max(1, value * height)));
    }
    const columns = Math.max(1, Math.floor(width / 3));
    const counts = Array.from({ length: columns }, (_, n) => {
      const [from, to] = [n, n + 1].map((at) => firstFrom(map.hits, (at / columns) * map.length));
      return to - from;
    });
    const most = Math.max(1, ...counts);
    pen.fillStyle = ink["ink-2"];
    counts.forEach((count, n) => count && pen.fillRect(n * 3, height - 2 - (count / most) * (height - 16), 2, (count / most) * (height - 16)));
    pen.font = `11px ${ink.font}`;
    pen.textBaseline = "top";
    for (const { ms, name } of map.sections) {
      const x = (ms / map.length) * width;
      pen.fillStyle = ink["ink-3"];
      pen.fillRect(x, 0, 1, height);
      pen.fillStyle = ink.ink;
      if (name) pen.fillText(name, x + 4, 2);
    }
  }

  close() {
    this.surface.close();
  }
}
