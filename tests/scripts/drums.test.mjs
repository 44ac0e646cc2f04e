// Drums in the browser: the map and its grid, kits that hits are folded onto, and how strokes are judged.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Pace } from "../../components/drums/static/drums/canvas.js";
import { Judge, rowsOf, timing } from "../../components/drums/static/drums/judge.js";
import { fold, KITS, laneOfPad, LANES, PLACE } from "../../components/drums/static/drums/lanes.js";
import { OwnHits } from "../../components/drums/static/drums/own_hits.js";
import { barsOf, beatsOf, countIn, grid, placeInWords, read, snapped, stepped, written } from "../../components/drums/static/drums/map.js";

const hit = (ms, name, velocity = 100, confidence = null) => ({ ms, lane: PLACE[name], velocity, confidence });

function map(more = {}) {
  const timing = [{ ms: 0, bpm: 120, beats: 4 }];
  return { title: "", artist: "", difficulty: "Expert", length: 8000, preview: 0, timing, sections: [], hits: [], ...more };
}

test("a map comes back as it was sent", () => {
  const sent = {
    title: "Amen", artist: "", difficulty: "Expert", length: 4000, preview: 0, timing: [[12.5, 136.2, 4]],
    sections: [[0, "Intro", 4, 0.5]], hits: [0, 10, 100, -1, 250, 1, 90, 87],
  };
  assert.deepEqual(read(sent).hits[1], { ms: 250, lane: 1, velocity: 90, confidence: 0.87 });
  assert.deepEqual(written(read(sent)), sent);
});

test("beats are counted from each point, and back from the first one", () => {
  const beats = beatsOf(map({ timing: [{ ms: 1000, bpm: 120, beats: 3 }, { ms: 2500, bpm: 60, beats: 2 }], length: 5000 }));
  assert.deepEqual(beats.map(({ ms }) => ms), [0, 500, 1000, 1500, 2000, 2500, 3500, 4500]);
  assert.deepEqual(beats.map(({ inBar }) => inBar), [1, 2, 0, 1, 2, 0, 1, 0]);
  assert.deepEqual(beats.map(({ bar }) => bar), [0, 0, 1, 1, 1, 2, 2, 3]);
});

test("what is before the first bar is a bar of its own", () => {
  const bars = barsOf(map({ timing: [{ ms: 700, bpm: 120, beats: 4 }] }));
  assert.deepEqual(bars.slice(0, 2), [{ ms: 0, end: 700, number: 0 }, { ms: 700, end: 2700, number: 1 }]);
  assert.equal(bars.at(-1).end, 8000);
});

test("two bars are counted in, in the tempo that follows", () => {
  const beats = countIn(map(), 0, 1);
  assert.deepEqual(beats.map(({ ms }) => ms), [-2000, -1500, -1000, -500]);
  assert.deepEqual(beats.map(({ inBar }) => inBar), [0, 1, 2, 3]);
});

test("the grid follows each section: straight, in triplets, and swung", () => {
  const one = map({ sections: [{ ms: 0, name: "", divisor: 2, swing: 0.667 }, { ms: 1000, name: "", divisor: 3, swing: 0.5 }] });
  const beats = beatsOf(one);
  assert.deepEqual(grid(one, beats, 0, 700).map(({ ms }) => Math.round(ms)), [0, 334, 500]);
  assert.deepEqual(grid(one, beats, 1000, 1400).map(({ ms }) => Math.round(ms)), [1000, 1167, 1333]);
  assert.equal(snapped(one, beats, 300), 334, "the off-beat comes late");
  assert.equal(snapped(one, beats, 1190), 1167);
  assert.equal(snapped(one, beats, 1240, 2), 1250, "another grid, where somebody wants it");
});

test("beside a change of tempo nothing snaps to a tick that it cuts off", () => {
  const one = map({ timing: [{ ms: 0, bpm: 120, beats: 4 }, { ms: 1130, bpm: 97, beats: 4 }] });
  const beats = beatsOf(one);
  assert.deepEqual(grid(one, beats, 1000, 1140).map(({ ms }) => Math.round(ms)), [1000, 1130]);
  assert.equal(snapped(one, beats, 1120), 1130);
});

test("the cursor goes from line to line in both directions, and stops at the ends", () => {
  const one = map();
  const beats = beatsOf(one);
  assert.deepEqual([stepped(one, beats, 0, 1), stepped(one, beats, 130, 1), stepped(one, beats, 130, -1)], [125, 250, 125]);
  assert.deepEqual([stepped(one, beats, 0, -1), stepped(one, beats, 8000, 1)], [0, 8000]);
  assert.equal(placeInWords(beats, 2750), "bar 2, beat 2.5");
});

test("on a smaller kit every hit finds a pad, and two at once find two", () => {
  const hits = [hit(0, "crash"), hit(0, "ride"), hit(0, "kick"), hit(500, "tom_mid"), hit(500, "tom_low", 90)];
  const folded = fold(hits, ["hihat_closed", "ride", "tom_low", "snare", "kick"]);
  assert.deepEqual(folded.map(({ ms, lane }) => [ms, LANES[lane].name]), [
    [0, "hihat_closed"], [0, "ride"], [0, "kick"], [500, "snare"], [500, "tom_low"],
  ].map(([ms, name]) => [ms, name]));
});

test("what would hit one pad twice at once is one stroke, the louder one", () => {
  const folded = fold([hit(0, "tom_mid", 70), hit(0, "tom_low", 120), hit(9, "kick")], KITS.three);
  assert.deepEqual(folded.map(({ lane, velocity }) => [LANES[lane].name, velocity]), [["snare", 120], ["kick", 100]]);
  assert.equal(fold([hit(0, "crash")], KITS.full)[0].lane, PLACE.crash);
});

test("pads are known by their General MIDI notes, and can be learnt", () => {
  assert.deepEqual([36, 38, 42, 46, 51, 49, 48].map((note) => LANES[laneOfPad(note)].name),
    ["kick", "snare", "hihat_closed", "hihat_open", "ride", "crash", "tom_high"]);
  assert.equal(laneOfPad(3), -1);
  assert.equal(LANES[laneOfPad(3, { 3: "kick" })].name, "kick");
});

test("a stroke is perfect, good, or one too many, and early or late", () => {
  const judge = new Judge([hit(1000, "snare"), hit(1500, "snare"), hit(1500, "kick")]);
  assert.deepEqual(judge.stroke(PLACE.snare, 1020), { verdict: "perfect", lane: PLACE.snare, by: 20, at: 1000 });
  assert.equal(judge.stroke(PLACE.snare, 1030).verdict, "extra", "this one was played already");
  assert.deepEqual([judge.stroke(PLACE.snare, 1430).verdict, Math.round(judge.last.by)], ["good", -70]);
  assert.equal(judge.stroke(PLACE.kick, 1590).verdict, "extra", "too late for it");
  assert.deepEqual(judge.pass(1600).map(({ verdict, lane }) => [verdict, lane]), [["miss", PLACE.kick]]);
  const { perfect, good, miss, extra, accuracy, lanes } = judge.result();
  assert.deepEqual([perfect, good, miss, extra], [1, 1, 1, 2]);
  assert.ok(Math.abs(accuracy - (1 + 0.6 - 0.5) / 3) < 1e-9);
  assert.deepEqual(lanes.map(({ lane, mean }) => [lane, mean]), [[PLACE.snare, -25], [PLACE.kick, 0]]);
});

test("a lane is told once something was due on it, and its timing once something was hit", () => {
  const judge = new Judge([hit(1000, "snare"), hit(1100, "kick"), hit(9000, "crash")]);
  judge.stroke(PLACE.snare, 1000);
  judge.pass(2000);
  const rows = rowsOf(judge.result()).map(({ label, miss, timing: told }) => [label, miss, told]);
  assert.deepEqual(rows, [["Snare", 0, "on time"], ["Kick", 1, "–"]]);
  assert.deepEqual(rowsOf(null), []);
});

test("played at half the speed, milliseconds are those that are heard", () => {
  const judge = new Judge([hit(1000, "snare")]);
  const judged = judge.stroke(PLACE.snare, 1035, 0.5);
  assert.deepEqual([judged.verdict, judged.by], ["good", 70]);
});

test("a row of hits is worth more, and a miss ends it", () => {
  const judge = new Judge(Array.from({ length: 12 }, (_, n) => hit(n * 500, "kick")));
  for (let n = 0; n < 11; n++) judge.stroke(PLACE.kick, n * 500);
  assert.deepEqual([judge.combo, judge.times, judge.score], [11, 2, 10 * 100 + 200]);
  judge.pass(9000);
  assert.deepEqual([judge.combo, judge.longest, judge.times], [0, 11, 1]);
});

test("who begins in the middle has missed nothing before it", () => {
  const judge = new Judge([hit(0, "kick"), hit(1000, "kick")]);
  judge.from(900);
  assert.equal(judge.pass(2000).length, 1);
});

/** Somebody who plays what is due, frame by frame. */
function playing(hits) {
  const player = { ...OwnHits.methods, map: { hits }, played: hits, done: new Set(), offset: 0, $refs: {}, speed: 1, $emit: () => null };
  player.judgeFrom(0, 9000);
  player.strokes = 1;
  return player;
}

test("what was struck while the page stood still is judged by when it was struck", () => {
  const player = playing([hit(1000, "kick"), hit(2000, "kick")]);
  player.passHits(980, 1);
  player.passHits(1400, 1); // and only now is what was struck at 1010 told
  player.tell(player.judge.stroke(PLACE.kick, 1010));
  player.passHits(1416, 1);
  player.passHits(2300, 1);
  player.endHits();
  assert.deepEqual([player.result.perfect, player.result.miss, player.result.extra], [1, 1, 0]);
});

/** The same with two seconds that are repeated, and frames of the page. */
function repeating(hits, { offset = 0 } = {}) {
  const player = playing(hits);
  const where = (at) => ({ ms: at % 2000, pass: { number: Math.floor(at / 2000), from: 0, to: 2000, speed: 1 } });
  Object.assign(player, { offset, loop: true, begun: [0, 2000], pass: 0, lanes: [PLACE.kick], transport: { strike: () => null, where } });
  player.judgeFrom(0, 2000);
  player.strikes = (at) => player.stroke(PLACE.kick, 100, at);
  player.frame = (at) => player.passHits(where(at).ms + player.follow(where(at)), 1);
  return player;
}

const QUARTERS = [0, 500, 1000, 1500].map((ms) => hit(ms, "kick"));

test("what was left at the end of bars that are repeated is missed, each time", () => {
  const player = repeating([hit(0, "kick"), hit(1990, "kick")]);
  player.strokes = 1;
  for (let at = 0; at < 4100; at += 20) player.frame(at);
  assert.equal(player.judge.result().miss, 4);
});

for (const [says, by, offset] of [["in time", 0, 0], ["early", -20, 0], ["late", 12, 0], ["late by what is known", 160, 150]]) {
  test(`bars that are repeated and played ${says} are all hit, their first beats too`, () => {
    const player = repeating(QUARTERS, { offset });
    let next = by < 0 ? 500 : 0;
    for (let at = 0; at < 8000; at += 16) {
      for (; next + by <= at; next += 500) player.strikes(next + by);
      player.frame(at);
    }
    const { miss, extra, perfect } = player.judge.result();
    assert.deepEqual([miss, extra], [by < 0 ? 1 : 0, 0]);
    assert.ok(perfect >= 15);
  });
}

test("who stops right after a stroke that was early for bars that do not come has struck once too often", () => {
  const player = repeating([hit(0, "kick"), hit(1000, "kick")]);
  for (const at of [0, 1000]) player.strikes(at);
  player.strikes(1990);
  player.frame(1995);
  player.endHits();
  assert.deepEqual([player.result.perfect, player.result.extra], [2, 1]);
});

test("how early or late is said in words", () => {
  assert.deepEqual([timing(-12.4), timing(8), timing(0.3)], ["12 ms early", "8 ms late", "on time"]);
});

test("frames that come late are told once enough of them have come, and a pause is none", () => {
  const after = (gap, count, pace = new Pace()) => Array.from({ length: count }, (_, n) => pace.late(1000 + gap * n)).some(Boolean);
  assert.equal(after(16.7, 600), false);
  assert.equal(after(50, 60), false);
  assert.equal(after(50, 200), true);
  assert.equal(after(2000, 200), false);
});
