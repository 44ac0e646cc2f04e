// The editor of drum maps: changes that can be taken back, bars that are copied, tempo that moves no hits of others.
import assert from "node:assert/strict";
import { test } from "node:test";
import { boxed, copied, Edits, loudened, moved, pasted, put, resnapped, without } from "../../components/drums/static/drums/edits.js";
import { PLACE } from "../../components/drums/static/drums/lanes.js";
import { barsOf, beatsOf, keyOf } from "../../components/drums/static/drums/map.js";
import { barWritten, beatWritten } from "../../components/drums/static/drums/rhythm.js";
import { barShifted, bpmSet, pointAdded, pointMoved, pointRemoved, sectionAdded, tapped, tapTaken, times } from "../../components/drums/static/drums/tempo.js";

const hit = (ms, name = "snare", velocity = 100, confidence = null) => ({ ms, lane: PLACE[name], velocity, confidence });
const keys = (...hits) => new Set(hits.map(keyOf));

function map(hits = [], more = {}) {
  return { title: "", artist: "", difficulty: "", length: 16_000, preview: 0, timing: [{ ms: 0, bpm: 120, beats: 4 }], sections: [], hits, ...more };
}

const places = (one) => one.hits.map(({ ms, lane }) => [ms, lane]);

test("a hit that is drawn where one stands takes its place, and hits stay in order", () => {
  const one = put(map([hit(500), hit(1000)]), [hit(750, "kick"), hit(500, "snare", 40)]);
  assert.deepEqual(one.hits.map(({ ms, velocity }) => [ms, velocity]), [[500, 40], [750, 100], [1000, 100]]);
  assert.deepEqual(places(without(one, keys(hit(500)))), [[750, PLACE.kick], [1000, PLACE.snare]]);
});

test("hits are moved together, as far as all of them can go, and are looked at then", () => {
  const one = map([hit(100, "snare", 100, 0.3), hit(600, "crash")]);
  const { map: there, keys: now } = moved(one, keys(hit(100), hit(600, "crash")), -300, -1);
  assert.deepEqual(places(there), [[0, PLACE.snare], [500, PLACE.crash]], "the crash is the first lane already");
  assert.equal(there.hits[0].confidence, null);
  assert.deepEqual(now, keys(hit(0), hit(500, "crash")));
});

test("velocities stay between the softest and the loudest", () => {
  const one = loudened(map([hit(0, "snare", 120), hit(500, "snare", 20)]), keys(hit(0), hit(500)), (velocity) => velocity + 20);
  assert.deepEqual(one.hits.map(({ velocity }) => velocity), [127, 40]);
});

test("what is put onto the grid comes to its nearest line, and two that meet become the louder one", () => {
  const one = map([hit(118), hit(130, "snare", 127), hit(260), hit(300, "kick")]);
  const { map: there } = resnapped(one, beatsOf(one), keys(hit(118), hit(130), hit(260)));
  assert.deepEqual(there.hits.map(({ ms, velocity }) => [ms, velocity]), [[125, 127], [250, 100], [300, 100]]);
});

test("a bar that is copied is put in at another tempo on the same beats", () => {
  const one = map([hit(0, "kick"), hit(750)], { timing: [{ ms: 0, bpm: 120, beats: 4 }, { ms: 4000, bpm: 60, beats: 4 }] });
  const beats = beatsOf(one);
  const clip = copied(one, beats, keys(hit(0, "kick"), hit(750)));
  const { map: there, keys: now } = pasted(one, beats, clip, 5500);
  assert.deepEqual(places(there).slice(2), [[4000, PLACE.kick], [5500, PLACE.snare]]);
  assert.equal(now.size, 2);
  assert.equal(copied(one, beats, new Set()), null);
});

test("a box chooses what is inside", () => {
  assert.deepEqual(boxed(map([hit(0), hit(500), hit(600, "kick")]), 400, 700, 0, PLACE.snare), keys(hit(500)));
});

test("everything can be undone and done again, and a drag is one step", () => {
  const edits = new Edits(map());
  edits.make(put(edits.map, [hit(0)]), "first");
  for (const ms of [10, 20, 30]) edits.make(map([hit(ms)]), "dragged", "drag");
  edits.rest();
  edits.make(map([hit(30), hit(90)]), "second");
  assert.equal(edits.past.length, 3);
  assert.deepEqual([edits.undo(), edits.undo()], ["second", "dragged"]);
  assert.deepEqual(places(edits.map), [[0, PLACE.snare]]);
  assert.equal(edits.redo(), "dragged");
  assert.deepEqual(places(edits.map), [[30, PLACE.snare]]);
  edits.make(map([hit(7)]), "other");
  assert.equal(edits.redo(), "", "what was undone is gone once something else is done");
});

test("an anchor moves the hits of its own stretch, and no other", () => {
  const timing = [{ ms: 0, bpm: 120, beats: 4 }, { ms: 4000, bpm: 120, beats: 4 }, { ms: 8000, bpm: 100, beats: 4 }];
  const one = map([hit(3500), hit(4000), hit(6000), hit(7990), hit(8000), hit(9000)], { timing });
  const there = pointMoved(one, 1, 4400);
  assert.deepEqual(there.hits.map(({ ms }) => ms), [3500, 4400, 6200, 7991, 8000, 9000]);
  assert.deepEqual(there.timing.map(({ ms, bpm }) => [ms, Math.round(bpm * 100) / 100]), [[0, 120], [4400, 133.33], [8000, 100]]);
  assert.deepEqual(pointMoved(one, 2, 8100).hits.map(({ ms }) => ms), [3500, 4000, 6000, 7990, 8100, 9100]);
  assert.equal(pointMoved(one, 1, -50).timing[1].ms, 1, "not past the one before");
});

test("another tempo moves no hit at all", () => {
  const one = map([hit(100), hit(900)]);
  assert.deepEqual(places(bpmSet(one, 0, 97.123456)), places(one));
  assert.equal(bpmSet(one, 0, 97.123456).timing[0].bpm, 97.123);
  assert.equal(times(one, 2).timing[0].bpm, 240);
  assert.equal(times(times(one, 2), 2).timing[0].bpm, 400);
});

test("bars begin a beat later or earlier, and the beats stay where they are", () => {
  const one = map([hit(500)], { timing: [{ ms: 200, bpm: 120, beats: 4 }] });
  assert.deepEqual(barShifted(one, 1).timing, [{ ms: 700, bpm: 120, beats: 4 }]);
  assert.deepEqual(barShifted(one, -1).timing, [{ ms: 1700, bpm: 120, beats: 4 }]);
  assert.deepEqual(barsOf(barShifted(one, 1)).slice(0, 2).map(({ ms }) => ms), [0, 700]);
});

test("points are added where a bar begins and taken out again, and one stays", () => {
  const one = pointAdded(map(), 1500.5);
  assert.deepEqual(one.timing.map(({ ms }) => ms), [0, 1500.5]);
  assert.equal(pointAdded(one, 1500.7), one);
  assert.deepEqual(pointRemoved(one, 1).timing, map().timing);
  assert.equal(pointRemoved(map(), 0).timing.length, 1);
});

test("the tempo that is tapped is that of all taps, also if one is off or left out", () => {
  const even = Array.from({ length: 12 }, (_, n) => 1000 + n * 600);
  assert.deepEqual(tapped(even), { bpm: 100, ms: 1000 });
  const human = [0, 498, 1003, 1499, 2504, 3001, 3497, 4003, 4500].map((ms) => ms + 250); // the fifth was left out
  const { bpm, ms } = tapped(human);
  assert.ok(Math.abs(bpm - 120) < 0.3 && Math.abs(ms - 250) < 6, `${bpm} from ${ms}`);
  assert.equal(tapped([0, 500]), null);
});

test("tapped bars begin where the bar began, on the nearest tap", () => {
  const one = map([hit(3)], { timing: [{ ms: 30, bpm: 118, beats: 4 }] });
  assert.deepEqual(tapTaken(one, 0, { bpm: 120, ms: 2510 }).timing, [{ ms: 10, bpm: 120, beats: 4 }]);
});

test("a section begins like the one that it cuts", () => {
  const one = map([], { sections: [{ ms: 0, name: "Verse", divisor: 3, swing: 0.6 }] });
  assert.deepEqual(sectionAdded(one, 4000).sections[1], { ms: 4000, name: "", divisor: 3, swing: 0.6 });
});

test("bars are written as drummers read them: hands above, feet below, rests only for hands", () => {
  const one = map([hit(0, "kick"), hit(0, "hihat_closed"), hit(250, "hihat_closed"), hit(500), hit(875, "snare", 30)]);
  const [first, second] = barWritten(one, beatsOf(one), barsOf(one)[0]);
  assert.deepEqual(first.hands.notes.map(({ at, beams }) => [at, beams]), [[0, 1], [0.5, 1]]);
  assert.deepEqual(first.feet.notes.map(({ at, beams, hits }) => [at, beams, hits.length]), [[0, 0, 1]]);
  assert.deepEqual(second.hands.notes.map(({ at, beams, dotted }) => [at, beams, dotted]), [[0, 1, true], [0.75, 2, false]]);
});

test("triplets and swung eighths are written as such", () => {
  const beat = { ms: 0, inBar: 0, bar: 1, beatMs: 600 };
  const three = beatWritten([hit(0), hit(200), hit(400)], beat, 3);
  assert.deepEqual([three.three, three.notes.map(({ beams }) => beams)], [true, [1, 1, 1]]);
  const swung = beatWritten([hit(0), hit(400)], beat, 2, 0.667);
  assert.deepEqual([swung.three, swung.notes.map(({ at }) => at)], [false, [0, 0.5]]);
});
