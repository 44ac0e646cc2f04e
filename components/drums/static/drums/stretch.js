// Slower or faster without another pitch. Sound is copied as it is for as long as it may be, and spliced where it is most
// alike (synchronised overlap and add); attacks are copied whole, each at its very moment, so that drums stay drums.
//
// Where the sound is at a frame follows from its number and the speed alone. Nothing is added up, so that a click which
// follows the same rule cannot drift from it.

const [TOLERANCE_S, FADE_S, CUT_S, HOLD_S, BEFORE_S] = [0.02, 0.01, 0.003, 0.035, 0.003];
const COARSE = 4;
const RISE = 2.2;

/** Where something is struck: frames at which the energy of a sound rises fast. `mono` is one channel. */
export function attacks(mono, rate) {
  const frame = Math.round(rate * 0.005);
  const count = Math.floor(mono.length / frame);
  const found = [];
  let [slow, last] = [0, -Infinity];
  for (let n = 0; n < count; n++) {
    let energy = 0;
    for (let at = n * frame + 1; at < (n + 1) * frame; at++) energy += (mono[at] - mono[at - 1]) ** 2;
    if (energy > RISE * slow + 1e-5 && n - last >= 10) {
      found.push(n * frame);
      last = n;
    }
    slow += (energy - slow) * (energy > slow ? 0.4 : 0.15);
  }
  return found;
}

/** One channel of several. */
export function mixed(channels) {
  if (channels.length === 1) return channels[0];
  const mono = new Float32Array(channels[0].length);
  for (const channel of channels) for (let at = 0; at < mono.length; at++) mono[at] += channel[at] / channels.length;
  return mono;
}

export class Stretch {
  start = 0;
  speed = 1;
  out = 0; // frames that were made
  at = 0; // the frame that comes next
  floor = -Infinity; // before it nothing is spliced: an attack is copied whole
  next = 0;

  /**
   * @param {Float32Array[]} channels all channels of all tracks that sound together, equally long; they are cut alike.
   * @param {Float32Array} guide what they are cut by.
   * @param {number} rate frames a second.
   * @param {number[]} [struck] the frames of attacks.
   */
  constructor(channels, guide, rate, struck = attacks(guide, rate)) {
    this.channels = channels;
    this.guide = guide;
    this.struck = struck;
    const frames = (seconds) => Math.max(1, Math.round(seconds * rate));
    this.tolerance = frames(TOLERANCE_S);
    this.fade = frames(FADE_S);
    this.cut = frames(CUT_S);
    this.hold = frames(HOLD_S);
    this.before = frames(BEFORE_S);
    this.begin(0, 1);
  }

  /** From a frame of the sound on, at a speed. */
  begin(frame, speed) {
    Object.assign(this, { start: Math.round(frame), speed, out: 0, at: Math.round(frame), floor: -Infinity });
    this.next = this.struck.findIndex((struck) => struck - this.before > this.start);
    if (this.next < 0) this.next = this.struck.length;
  }

  /** So many frames of each channel. */
  render(frames) {
    const made = this.channels.map(() => new Float32Array(frames));
    for (let done = 0; done < frames; ) done += this.piece(made, done, frames - done);
    return made;
  }

  /** Where the sound should be now. */
  get due() {
    return this.start + this.out * this.speed;
  }

  get attack() {
    return this.next < this.struck.length ? this.struck[this.next] - this.before : Infinity;
  }

  piece(made, done, room) {
    const due = this.due;
    if (due >= this.attack) return this.strike(made, done, room);
    // Until the next attack is due no more than this is heard before it.
    const until = Math.max(1, Math.ceil((this.attack - due) / this.speed));
    if (this.mustLeap(due)) {
      const to = this.leap(due);
      if (to !== this.at) return this.splice(made, done, Math.min(room, this.fade, until), to);
    }
    return this.copy(made, done, Math.min(room, this.fade, until));
  }

  strike(made, done, room) {
    const to = this.attack;
    this.floor = to + this.before + this.hold;
    this.next += 1;
    if (this.at === to) return this.copy(made, done, Math.min(room, this.cut));
    return this.splice(made, done, Math.min(room, this.cut), to);
  }

  mustLeap(due) {
    if (this.at + 2 * this.fade > this.attack && this.speed < 1) return true;
    return this.at < this.floor ? false : Math.abs(this.at - due) > this.tolerance;
  }

  /** The place near where the sound should be that goes on most like the one where it is. */
  leap(due) {
    const low = Math.max(due - this.tolerance, Math.min(this.floor, due + this.tolerance), 0);
    const high = Math.min(due + this.tolerance, this.attack - 2 * this.fade);
    if (high <= low) return Math.max(0, Math.round(Math.min(low, Math.max(0, this.attack - 2 * this.fade))));
    const coarse = this.alike(Math.round(low), Math.round(high), COARSE);
    return this.alike(Math.max(Math.round(low), coarse - COARSE), Math.min(Math.round(high), coarse + COARSE), 1);
  }

  alike(low, high, step) {
    const { guide, at, fade } = this;
    let [best, most] = [low, -Infinity];
    for (let place = low; place <= high; place += step) {
      let [same, energy] = [0, 1e-9];
      for (let n = 0; n < fade; n += COARSE) {
        const there = guide[place + n] ?? 0;
        same += there * (guide[at + n] ?? 0);
        energy += there * there;
      }
      const likeness = same / Math.sqrt(energy);
      if (likeness > most) [best, most] = [place, likeness];
    }
    return best;
  }

  copy(made, done, frames) {
    this.channels.forEach((channel, n) => made[n].set(channel.subarray(Math.max(0, this.at), Math.max(0, this.at + frames)), done));
    this.at += frames;
    this.out += frames;
    return frames;
  }

  splice(made, done, frames, to) {
    this.channels.forEach((channel, n) => {
      for (let k = 0; k < frames; k++) {
        const share = (k + 1) / (frames + 1);
        made[n][done + k] = (1 - share) * (channel[this.at + k] ?? 0) + share * (channel[to + k] ?? 0);
      }
    });
    this.at = to + frames;
    this.out += frames;
    return frames;
  }
}
