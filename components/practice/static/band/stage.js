// What the parts of a page share: the band that plays there, for whoever records along with it; and when sounds were.

/** `along` plays and stops the piece of this page: { band, begin(parts that rest), stop() }. */
export const stage = { along: null };

/** How far the clock of a sound is behind that of the page, in ms. The former goes in steps, so the least of many looks is it. */
export class Apart {
  constructor() {
    this.ms = Infinity;
  }

  look(context, now = performance.now()) {
    this.ms = Math.min(this.ms, now - context.currentTime * 1000);
  }

  /** When a second of the sound is, by the clock of the page in ms. */
  at(seconds) {
    return seconds * 1000 + this.ms;
  }
}

/** A recording that knows when it began by the clock of the page: its blocks come late, and some of them hardly. */
export class Timed {
  constructor() {
    this.blocks = [];
    this.frames = 0;
    this.began = Infinity;
  }

  hear(block, rate, now = performance.now()) {
    this.blocks.push(block);
    this.frames += block.length;
    this.began = Math.min(this.began, now - (1000 * this.frames) / rate);
  }

  /** What was recorded from a moment on, to the sample. */
  from(moment, rate) {
    let skip = Math.round(((moment - this.began) / 1000) * rate);
    if (skip < 0) return [new Float32Array(-skip), ...this.blocks];
    const kept = [];
    for (const block of this.blocks) {
      if (skip < block.length) kept.push(skip > 0 ? block.subarray(skip) : block);
      skip -= block.length;
    }
    return kept;
  }
}
