// Canvases that fit their place and the screen's pixels, in the colours of the style sheet.
const INKS = ["bg", "panel", "sunk", "line", "line-2", "ink", "ink-2", "ink-3", "key", "key-ink", "warn", "bad"];
const HUES = ["crash", "hat", "snare", "tom", "ride", "other", "kick"];

/** More pixels to one are not seen in what moves, and cost a phone its smoothness. */
const FINEST = 2;
/** What moves is drawn coarser where frames come so late: their mean, once so many of them have been seen. */
const [LATE_MS, ENOUGH, PAUSE_MS] = [25, 90, 500];

/** Whether frames come too late, told by when each is drawn; a pause between two says nothing. */
export class Pace {
  before = 0;
  seen = 0;
  mean = 0;

  /** @param {number} now in milliseconds. */
  late(now) {
    const gap = now - this.before;
    this.before = now;
    if (gap <= 0 || gap > PAUSE_MS) return false;
    this.seen += 1;
    this.mean += (gap - this.mean) / Math.min(this.seen, ENOUGH);
    return this.seen >= ENOUGH && this.mean > LATE_MS;
  }
}

/** Colours come from the style sheet, so that only it knows dark and light. */
export function colours(element) {
  const style = getComputedStyle(element);
  const named = (names, before) => names.map((name) => [name, style.getPropertyValue(`--${before}${name}`).trim()]);
  return { ...Object.fromEntries(named(INKS, "")), hues: Object.fromEntries(named(HUES, "lane-")), font: style.fontFamily };
}

/** A canvas that is measured when its place changes, and not while it is drawn. */
export class Surface {
  width = 0;
  height = 0;
  ratio = 1;
  finest = FINEST;
  ink = /** @type {any} */ ({});

  /** @param {HTMLCanvasElement} canvas @param {() => void} changed called when its size or its colours are others. */
  constructor(canvas, changed) {
    this.canvas = canvas;
    this.pen = canvas.getContext("2d");
    this.changed = changed;
    this.resizes = new ResizeObserver(() => this.measure());
    this.resizes.observe(canvas);
    this.themes = new MutationObserver(() => this.measure(true));
    this.themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    this.ink = colours(canvas);
    document.fonts?.ready.then(() => this.canvas.isConnected && this.measure(true));
  }

  measure(anyway = false) {
    const [width, height, ratio] = [this.canvas.clientWidth, this.canvas.clientHeight, Math.min(this.finest, window.devicePixelRatio || 1)];
    if (!width || !height) return;
    if (!anyway && width === this.width && height === this.height && ratio === this.ratio) return;
    Object.assign(this, { width, height, ratio, ink: colours(this.canvas) });
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.changed();
  }

  /** Fewer pixels from now on: what moves smoothly with coarse edges is easier to play to than the other way round. */
  coarser() {
    if (this.finest === 1) return;
    this.finest = 1;
    this.measure();
  }

  /** Ready to be drawn on, in CSS pixels; what is covered as a whole need not be empty before. */
  begin(covered = false) {
    this.pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    if (!covered) this.pen.clearRect(0, 0, this.width, this.height);
    return this.pen;
  }

  /** A picture that is drawn once and used often; as large as this one, unless another size is named. */
  picture(draw, width = this.width, height = this.height) {
    const made = document.createElement("canvas");
    made.width = Math.max(1, Math.round(width * this.ratio));
    made.height = Math.max(1, Math.round(height * this.ratio));
    const pen = made.getContext("2d");
    pen.scale(this.ratio, this.ratio);
    draw(pen);
    return made;
  }

  put(picture, x = 0, y = 0) {
    this.pen.drawImage(picture, x, y, picture.width / this.ratio, picture.height / this.ratio);
  }

  close() {
    this.resizes.disconnect();
    this.themes.disconnect();
  }
}

/** Whether somebody has asked for less motion. */
export const still = () => window.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false;
