// Passes: one time through a piece, or through the bars that are repeated. What sounds stands in a performance, in seconds
// from its beginning: `bars` are those played, each [start, bar on the page, quarters]; `events` are sorted by their start.
//
// A pass begins when the one before it ends, to the sample: times are those of the sound, and nothing is added up twice.

/** The first and the last second of some bars played; without any, of the whole. */
export function span(performance, loop) {
  const { bars, length } = performance;
  if (!loop) return { start: 0, end: length };
  const [first, last] = [clamp(loop[0], bars), clamp(loop[1], bars)];
  return { start: bars[first][0], end: last + 1 < bars.length ? bars[last + 1][0] : length };
}

function clamp(index, bars) {
  return Math.max(0, Math.min(bars.length - 1, index));
}

/** The index of the bar played at this second. */
export function barAt(performance, seconds) {
  return Math.max(0, firstFrom(performance.bars, seconds + 1e-6, (bar) => bar[0]) - 1);
}

/** The bars played, first and last, of bars on the page: the first time that all of them are played in a row. */
export function played(performance, first, last) {
  const pages = performance.bars.map((bar) => bar[1]);
  const from = pages.indexOf(first);
  if (from < 0) return null;
  const to = pages.indexOf(last, from);
  return [from, to < 0 ? from : to];
}

/** What begins from one second on, and before another. */
export function between(events, from, to) {
  return events.slice(firstFrom(events, from, at), firstFrom(events, to, at));
}

const at = (event) => event.at;

/** The place of the first that is not before a second. */
export function firstFrom(sorted, seconds, when) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (when(sorted[middle]) < seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The clicks before a pass: so many bars of its first bar's beats, in seconds before it begins. */
export function countIn(performance, start, bars) {
  const first = barAt(performance, start);
  const { beat_s: beat, beats } = performance;
  const whole = beats.filter((one) => one.bar === first).length || performance.beats_a_bar;
  const clicks = [];
  for (let n = whole * bars; n > 0; n--) clicks.push({ at: -n * beat, strong: (whole * bars - n) % whole === 0 });
  return clicks;
}

/** How fast the next pass is: a step more each time, up to the most. */
export function faster(tempo, step, most) {
  return step > 0 ? Math.min(Math.max(tempo, most), tempo + step) : tempo;
}

/** A list of passes that follow each other; `next` gives what comes after one, or nothing. */
export class Passes {
  constructor(first, begins, next) {
    this.now = { ...first, begins };
    this.next = next;
    this.later = null;
  }

  /** What sounds in the time of the sound from `from` to `to`, each with its moment; goes on to the pass that comes then. */
  *from(from, to) {
    for (const pass of this.open(to)) {
      // The difference comes first: it is 0 where a pass begins just now, and its first note is not rounded away.
      const low = pass.start + (from - pass.begins);
      const high = Math.min(pass.end, pass.start + (to - pass.begins));
      for (const event of between(pass.performance.events, Math.max(low, pass.start), high))
        yield { ...event, moment: pass.begins + (event.at - pass.start), ends: ends(pass) };
    }
  }

  /** The passes that are open until a moment. */
  open(until) {
    const found = [this.now];
    if (!this.later && ends(this.now) <= until) {
      const next = this.next(this.now);
      if (next) this.later = { ...next, begins: ends(this.now) };
    }
    if (this.later) found.push(this.later);
    return found;
  }

  /** Where it is at a moment: the pass, and the second of its performance; nothing once all is over. */
  place(moment) {
    if (this.later && moment >= this.later.begins) [this.now, this.later] = [this.later, null];
    if (moment >= ends(this.now) && !this.later) return null;
    return { pass: this.now, seconds: Math.max(this.now.start, this.now.start + (moment - this.now.begins)) };
  }
}

function ends(pass) {
  return pass.begins + (pass.end - pass.start);
}
