// The timeline's scale: from seconds and decibels to pixels and words.
import assert from "node:assert/strict";
import { test } from "node:test";
import { clock, loudnessRange, minus, moments, Plot } from "../../components/audio/static/timeline/scale.js";

test("a moment reads like a clock, with hours only where there are some", () => {
  assert.equal(clock(65), "1:05");
  assert.equal(clock(3725), "1:02:05");
  assert.equal(clock(59.96, true), "0:59.9");
});

test("a number without a value is a dash, and a negative one has a real minus", () => {
  assert.equal(minus(null), "–");
  assert.equal(minus(-14), "−14.0");
});

test("the axis of an hour has round moments, and room between them", () => {
  const { step, found } = moments({ start: 0, end: 3600 }, 960);
  assert.equal(step, 600);
  assert.deepEqual(found.map(Math.abs), [0, 600, 1200, 1800, 2400, 3000, 3600]);
});

test("the loudness scale holds the loudest and the target, in steps of 3 LU", () => {
  const data = { before: { momentary: [-1400, -900, null], low: [-2000, -1900] } };
  const { top, bottom } = loudnessRange(data, -7);
  assert.ok(Number.isInteger(top / 3) && Number.isInteger(bottom / 3));
  assert.ok(top >= -5 && bottom <= -20);
});

test("what is drawn at a moment is found there again", () => {
  const plot = new Plot({ start: 100, end: 200 }, 46, 500);
  assert.equal(plot.x(150), 296);
  assert.equal(plot.seconds(plot.x(123.4)), 123.4);
});
