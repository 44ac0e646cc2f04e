// The board of a studio: where sessions lie, what stands side by side, and where keys move them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { clockTime, hoursOf, sideBySide, snap, stepped } from "../../components/studio/static/studio/places.js";

const BOARD = { grid: 30, days: 7, lanes: 2, first: 600, last: 1560, length: 180, month: false };
const key = (name, shiftKey = false) => ({ key: name, shiftKey });

test("a clock goes on past midnight", () => {
  assert.deepEqual([0, 600, 1439, 1440, 1590].map(clockTime), ["00:00", "10:00", "23:59", "00:00", "02:30"]);
  assert.deepEqual(hoursOf(630, 840), [660, 720, 780]);
});

test("a drop falls on the nearest place of the grid", () => {
  assert.deepEqual([600, 614, 616, 629].map((minute) => snap(minute, 30)), [600, 600, 630, 630]);
});

test("what touches stands in one column, what overlaps beside each other", () => {
  const columns = (...spans) => sideBySide(spans.map(([start, end]) => ({ start, end }))).map((one) => [one.column, one.columns]);
  assert.deepEqual(columns([600, 720], [720, 840]), [[0, 1], [0, 1]]);
  assert.deepEqual(columns([600, 720], [660, 780], [720, 840]), [[0, 2], [1, 2], [0, 2]]);
  assert.deepEqual(columns([600, 1200], [600, 660], [700, 760]), [[0, 2], [1, 2], [1, 2]]);
  assert.deepEqual(columns([900, 960], [600, 660]), [[0, 1], [0, 1]]);
});

test("arrows move by the grid, by days, and with Shift by lanes", () => {
  const at = { day: 2, lane: 0, minute: 840 };
  assert.deepEqual(stepped(at, key("ArrowDown"), BOARD), { day: 2, lane: 0, minute: 870 });
  assert.deepEqual(stepped(at, key("ArrowUp"), BOARD), { day: 2, lane: 0, minute: 810 });
  assert.deepEqual(stepped(at, key("ArrowLeft"), BOARD), { day: 1, lane: 0, minute: 840 });
  assert.deepEqual(stepped(at, key("ArrowRight", true), BOARD), { day: 2, lane: 1, minute: 840 });
  assert.equal(stepped(at, key("a"), BOARD), null);
});

test("nothing is moved off the board", () => {
  assert.equal(stepped({ day: 0, lane: 0, minute: 600 }, key("ArrowUp"), BOARD).minute, 600);
  assert.equal(stepped({ day: 0, lane: 0, minute: 1380 }, key("ArrowDown"), BOARD).minute, 1380);
  assert.equal(stepped({ day: 6, lane: 1, minute: 600 }, key("ArrowRight"), BOARD).day, 6);
  assert.equal(stepped({ day: 6, lane: 1, minute: 600 }, key("ArrowRight", true), BOARD).lane, 1);
});

test("on a month, up and down are a week", () => {
  const board = { ...BOARD, days: 35, month: true };
  assert.equal(stepped({ day: 10, lane: 0, minute: 600 }, key("ArrowDown"), board).day, 17);
  assert.equal(stepped({ day: 3, lane: 0, minute: 600 }, key("ArrowUp"), board).day, 3, "there is no week before it");
});
