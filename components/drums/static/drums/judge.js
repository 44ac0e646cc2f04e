// How well somebody plays: every stroke against the hit that is due, early or late in milliseconds as they are heard.
import { LANES } from "./lanes.js";

export const [PERFECT_MS, GOOD_MS] = [30, 80];
const POINTS = { perfect: 100, good: 60 };
const [GOOD_SHARE, EXTRA_COST] = [0.6, 0.25];
const [COMBO_STEP, MOST_TIMES] = [10, 4];

/**
 * What became of one hit or stroke. `by` is how many milliseconds late it was, less than 0 for early.
 * @typedef {{ verdict: "perfect" | "good" | "miss" | "extra", lane: number, by: number, at: number }} Judged
 */

export class Judge {
  score = 0;
  combo = 0;
  longest = 0;
  strays = 0;
  last = /** @type {Judged | null} */ (null);
  told = /** @type {Judged[]} */ ([]);

  /** @param {{ ms: number, lane: number }[]} hits sorted by time; only those that are to be played. */
  constructor(hits) {
    this.lanes = new Map();
    for (const { ms, lane } of hits) {
      if (!this.lanes.has(lane)) this.lanes.set(lane, { due: [], next: 0, done: new Set(), marks: blank() });
      this.lanes.get(lane).due.push(ms);
    }
    this.total = hits.length;
  }

  /** A stroke on a lane, at a time of the song that is played at some speed. @returns {Judged} */
  stroke(lane, ms, speed = 1) {
    const there = this.lanes.get(lane);
    const place = there ? nearest(there, ms, GOOD_MS * speed) : -1;
    if (place < 0) return this.tell(there, { verdict: "extra", lane, by: 0, at: ms });
    there.done.add(place);
    const by = (ms - there.due[place]) / speed;
    const verdict = Math.abs(by) <= PERFECT_MS ? "perfect" : "good";
    return this.tell(there, { verdict, lane, by, at: there.due[place] });
  }

  /** Whether a stroke at a time would hit what is due on a lane. */
  isNear(lane, ms, speed = 1) {
    const there = this.lanes.get(lane);
    return there !== undefined && nearest(there, ms, GOOD_MS * speed) >= 0;
  }

  /** All that was not hit by a time is missed. @returns {Judged[]} */
  pass(ms, speed = 1) {
    const missed = [];
    for (const [lane, there] of this.lanes) {
      while (there.next < there.due.length && there.due[there.next] < ms - GOOD_MS * speed) {
        const at = there.due[there.next];
        if (!there.done.delete(there.next)) missed.push(this.tell(there, { verdict: "miss", lane, by: 0, at }));
        there.next += 1;
      }
    }
    return missed;
  }

  /** Begins elsewhere: what lies before is not played, and not missed. */
  from(ms) {
    for (const there of this.lanes.values()) {
      there.done.clear();
      there.next = there.due.findIndex((due) => due >= ms);
      if (there.next < 0) there.next = there.due.length;
    }
  }

  /** @param {Judged} judged */
  tell(there, judged) {
    const { verdict } = judged;
    if (there) {
      there.marks[verdict] += 1;
      if (verdict in POINTS) there.marks.offsets.push(judged.by);
    } else this.strays += 1;
    if (verdict === "miss") this.combo = 0;
    else if (verdict !== "extra") {
      this.score += POINTS[verdict] * this.times;
      this.combo += 1;
      this.longest = Math.max(this.longest, this.combo);
    }
    this.last = judged;
    this.told.push(judged);
    return judged;
  }

  /** By how much points count now, more the longer nothing was missed. */
  get times() {
    return Math.min(MOST_TIMES, 1 + Math.floor(this.combo / COMBO_STEP));
  }

  /** All in all, and lane by lane. Accuracy is a share of what was due so far; strokes too many cost a quarter of a hit. */
  result() {
    const lanes = [...this.lanes].map(([lane, { marks }]) => ({ lane, ...summed(marks) }));
    const all = [...this.lanes.values()].reduce((sum, { marks }) => added(sum, marks), blank());
    all.extra += this.strays;
    return { score: this.score, longest: this.longest, ...summed(all), lanes: lanes.sort((one, two) => one.lane - two.lane) };
  }
}

const blank = () => ({ perfect: 0, good: 0, miss: 0, extra: 0, offsets: [] });

function added(one, two) {
  return {
    perfect: one.perfect + two.perfect, good: one.good + two.good, miss: one.miss + two.miss, extra: one.extra + two.extra,
    offsets: [...one.offsets, ...two.offsets],
  };
}

function summed({ perfect, good, miss, extra, offsets }) {
  const due = perfect + good + miss;
  const accuracy = due ? Math.max(0, (perfect + GOOD_SHARE * good - EXTRA_COST * extra) / due) : 0;
  const mean = offsets.length ? offsets.reduce((sum, by) => sum + by, 0) / offsets.length : 0;
  const spread = offsets.length ? Math.sqrt(offsets.reduce((sum, by) => sum + (by - mean) ** 2, 0) / offsets.length) : 0;
  return { perfect, good, miss, extra, due, accuracy, mean, spread };
}

/** The place of the hit that is nearest to a stroke, and not played yet. */
function nearest({ due, next, done }, ms, window) {
  let best = -1;
  for (let place = next; place < due.length && due[place] <= ms + window; place++) {
    if (done.has(place) || due[place] < ms - window) continue;
    if (best < 0 || Math.abs(due[place] - ms) < Math.abs(due[best] - ms)) best = place;
  }
  return best;
}

/** What is told of each lane that was played: one on which nothing was due yet and nothing struck is left out, and none has a
 *  timing before something was hit on it. */
export function rowsOf(result) {
  const rows = result?.lanes.filter(({ due, extra }) => due || extra) ?? [];
  return rows.map((row) => ({ ...row, label: LANES[row.lane].label, timing: row.perfect + row.good ? timing(row.mean) : "–" }));
}

/** “12 ms early”, “8 ms late”, “on time”. */
export function timing(by) {
  const whole = Math.round(by);
  if (!whole) return "on time";
  return `${Math.abs(whole)} ms ${whole < 0 ? "early" : "late"}`;
}
