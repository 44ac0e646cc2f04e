// The gain over time as the timeline draws it: still inside a track, and nowhere steeper than the engine's promise.
import assert from "node:assert/strict";
import { test } from "node:test";
import { gainAt, gainPoints } from "../../components/audio/static/timeline/gain.js";

const SEGMENTS = [{ gain_db: -2 }, { gain_db: 4 }];
const RAMPS = [{ start_s: 60, end_s: 90 }];

test("inside a track the gain stands still", () => {
  assert.equal(gainAt(10, SEGMENTS, RAMPS), -2);
  assert.equal(gainAt(60, SEGMENTS, RAMPS), -2);
  assert.equal(gainAt(300, SEGMENTS, RAMPS), 4);
});

test("between two tracks it goes from one to the other without turning back", () => {
  const between = Array.from({ length: 31 }, (_, k) => gainAt(60 + k, SEGMENTS, RAMPS));
  assert.deepEqual(between, [...between].sort((a, b) => a - b));
  assert.ok(Math.abs(between.at(-1) - 4) < 1e-9);
});

test("a short ramp is a straight line, so that no second changes by more than it must", () => {
  const short = [{ start_s: 60, end_s: 64 }];
  assert.ok(Math.abs(gainAt(61, SEGMENTS, short) - -0.5) < 1e-9);
});

test("the drawn points begin at the start and end at the end of the mix", () => {
  const points = gainPoints(SEGMENTS, RAMPS, 600);
  assert.deepEqual(points[0], [0, -2]);
  assert.deepEqual(points.at(-1), [600, 4]);
});
