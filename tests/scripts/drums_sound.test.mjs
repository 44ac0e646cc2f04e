// What is heard while drums are played: slower and faster at the same pitch, and nothing that drifts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Course, ends, secondAt } from "../../components/drums/static/drums/course.js";
import { stroke } from "../../components/drums/static/drums/kit.js";
import { LANES } from "../../components/drums/static/drums/lanes.js";
import { attacks, mixed, Stretch } from "../../components/drums/static/drums/stretch.js";
import { blended } from "../../components/drums/static/drums/transport.js";

const RATE = 44_100;

function tone(seconds, hz = 220) {
  return Float32Array.from({ length: seconds * RATE }, (_, n) => 0.5 * Math.sin((2 * Math.PI * hz * n) / RATE));
}

/** Strokes of a snare at some seconds. */
function struck(seconds, at) {
  const made = new Float32Array(Math.round(seconds * RATE));
  const one = stroke("snare", RATE);
  for (const second of at) one.forEach((value, n) => (made[Math.round(second * RATE) + n] += value));
  return made;
}

/** How often a sound crosses zero upwards in a second. */
function pitch(samples) {
  let crossings = 0;
  for (let n = 1; n < samples.length; n++) if (samples[n - 1] < 0 && samples[n] >= 0) crossings += 1;
  return (crossings * RATE) / samples.length;
}

test("at its own speed a sound stays the same, sample by sample", () => {
  const sound = struck(2, [0.2, 0.7, 1.2]);
  const stretch = new Stretch([sound], sound, RATE);
  stretch.begin(4410, 1);
  assert.deepEqual(stretch.render(RATE), [sound.subarray(4410, 4410 + RATE)]);
});

test("slower and faster, the pitch stays", () => {
  const sound = tone(6);
  for (const speed of [0.25, 0.5, 0.8, 1.25]) {
    const stretch = new Stretch([sound], sound, RATE);
    stretch.begin(RATE, speed);
    const [heard] = stretch.render(2 * RATE);
    assert.ok(Math.abs(pitch(heard) - 220) < 4, `at ${speed}: ${pitch(heard)} Hz`);
  }
});

test("where it is follows the speed, however long it runs", () => {
  const sound = struck(40, Array.from({ length: 70 }, (_, n) => 0.3 + n * 0.5));
  for (const speed of [0.37, 0.5, 0.93, 1.5]) {
    const stretch = new Stretch([sound], sound, RATE);
    stretch.begin(0, speed);
    for (let made = 0; made < 20 * RATE; made += 4410) stretch.render(4410);
    assert.ok(Math.abs(stretch.at - 20 * RATE * speed) < 0.06 * RATE, `at ${speed}`);
  }
});

test("every stroke is heard once, at its moment, as sharp as it was", () => {
  const at = Array.from({ length: 16 }, (_, n) => 0.25 + n * 0.125);
  const sound = struck(3, at);
  for (const speed of [0.5, 0.75, 1.3]) {
    const stretch = new Stretch([sound], sound, RATE);
    stretch.begin(0, speed);
    const [heard] = stretch.render(Math.round((2.6 / speed) * RATE));
    const found = attacks(heard, RATE).map((frame) => (frame / RATE) * speed);
    assert.equal(found.length, at.length, `at ${speed}: ${found.map((one) => one.toFixed(3))}`);
    at.forEach((second, n) => assert.ok(Math.abs(found[n] - second) < 0.012, `stroke ${n} at ${speed}: ${found[n]} for ${second}`));
  }
});

test("tracks that sound together are cut alike", () => {
  const [one, two] = [tone(3), tone(3).map((value) => -value)];
  const stretch = new Stretch([one, two], one, RATE);
  stretch.begin(0, 0.6);
  const [first, second] = stretch.render(2 * RATE);
  assert.ok(first.every((value, n) => Math.abs(value + second[n]) < 1e-6));
});

test("two channels become one to be looked at", () => {
  assert.deepEqual([...mixed([new Float32Array([1, 0]), new Float32Array([0, 1])])], [0.5, 0.5]);
});

test("a loop that gets faster goes on without a gap, and every hit has one moment", () => {
  const speeds = [0.5, 0.6, 0.7];
  const course = new Course({ from: 1000, to: 3000, speed: 0.5, begins: 2 }, ({ number }) =>
    number < 2 ? { from: 1000, to: 3000, speed: speeds[number + 1] } : null);
  const hits = [1000, 1500, 2999];
  const heard = [];
  for (let now = 2; now < 14; now += 0.1) {
    course.place(now - 0.4);
    for (const { pass, from, to } of course.parts(now, now + 0.1))
      for (const ms of hits) if (ms >= from - 1e-6 && ms < to - 1e-6) heard.push(secondAt(pass, ms));
  }
  assert.equal(heard.length, 9);
  const begins = [2, 6, 6 + 2 / 0.6];
  begins.forEach((begin, n) => assert.ok(Math.abs(heard[n * 3 + 1] - (begin + 0.5 / speeds[n])) < 1e-6));
});

test("before it begins the song stands before its beginning, and after its end nowhere", () => {
  const course = new Course({ from: 0, to: 1000, speed: 0.5, begins: 10 });
  assert.equal(course.place(9).ms, -500);
  assert.equal(course.place(11).ms, 500);
  assert.equal(ends(course.now), 12);
  assert.equal(course.place(12.1), null);
});

test("one slider goes from a song without its drums to the drums alone", () => {
  assert.deepEqual([-1, 0, 0.5, 1].map((share) => blended(share)), [
    { song: 1, stem: -1 }, { song: 1, stem: 0 }, { song: 0.5, stem: 0.5 }, { song: 0, stem: 1 },
  ]);
});

test("what there is alone is heard alone, wherever the slider stands", () => {
  assert.equal(blended(0, { song: false, stem: true }).stem, 1);
  assert.equal(blended(1, { song: true, stem: false }).song, 1);
});

test("every drum has a sound that begins at once, is not too loud, and is the same each time", () => {
  for (const { name } of LANES) {
    const made = stroke(name, 8000);
    const peak = made.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    assert.ok(peak > 0.05 && peak <= 1.2, `${name}: ${peak}`);
    assert.ok(made.findIndex((value) => Math.abs(value) > peak / 4) < 80, name);
    assert.deepEqual(made, stroke(name, 8000));
  }
});
