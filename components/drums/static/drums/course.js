// The course of what is played: passes through a stretch of the song, one after the other, each at its own speed. Sound,
// click, drawing and judging all ask it where the song is, so that they cannot drift apart.

/**
 * A pass: from one millisecond of the song to another, at a speed, beginning at a second of the sound.
 * @typedef {{ from: number, to: number, speed: number, begins: number, number: number }} Pass
 */

export class Course {
  /**
   * @param {{ from: number, to: number, speed: number, begins: number }} first
   * @param {(before: Pass) => { from: number, to: number, speed: number } | null} next what comes after a pass.
   */
  constructor(first, next = () => null) {
    this.now = { ...first, number: 0 };
    this.next = next;
    /** @type {Pass | null} */
    this.later = null;
  }

  /** The parts of the song that sound between two seconds of the sound, in their order. */
  parts(since, until) {
    return this.open(until)
      .map((pass) => ({ pass, since: Math.max(since, pass.begins), until: Math.min(until, ends(pass)) }))
      .filter((part) => part.until > part.since)
      .map((part) => ({ ...part, from: msAt(part.pass, part.since), to: msAt(part.pass, part.until) }));
  }

  open(until) {
    if (!this.later && ends(this.now) <= until) {
      const next = this.next(this.now);
      if (next) this.later = { ...next, begins: ends(this.now), number: this.now.number + 1 };
    }
    return this.later ? [this.now, this.later] : [this.now];
  }

  /** Where the song is at a second of the sound: the pass and the millisecond; nothing once it is over. */
  place(second) {
    if (this.later && second >= this.later.begins) {
      this.now = this.later;
      this.later = null;
    }
    if (second >= ends(this.now) && !this.later) return null;
    return { pass: this.now, ms: msAt(this.now, second) };
  }
}

/** The second of the sound at which a pass is over. */
export const ends = (pass) => pass.begins + (pass.to - pass.from) / 1000 / pass.speed;

/** The millisecond of the song at a second of the sound; before a pass begins, it lies before it. */
export const msAt = (pass, second) => pass.from + (second - pass.begins) * 1000 * pass.speed;

/** The second of the sound at a millisecond of the song. */
export const secondAt = (pass, ms) => pass.begins + (ms - pass.from) / 1000 / pass.speed;
