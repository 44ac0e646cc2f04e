// The player's queue and loudness: what plays next, how loud, and what is remembered.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bars, gain } from "../../components/audio/static/player/loudness.js";
import { EMPTY, add, current, describe, following, playNow, remove, revived } from "../../components/audio/static/player/queue.js";

const track = (id) => ({ id, title: `Track ${id}` });
const three = ["a", "b", "c"].map(track).reduce(add, EMPTY);

test("what is added waits behind the others, and once only", () => {
  assert.deepEqual(three.tracks.map(({ id }) => id), ["a", "b", "c"]);
  assert.equal(current(three).id, "a");
  assert.equal(add(three, track("b")), three);
});

test("what is played now comes in before the rest of the queue, which goes on afterwards", () => {
  const now = playNow(three, track("x"));
  assert.deepEqual(now.tracks.map(({ id }) => id), ["a", "x", "b", "c"]);
  assert.equal(current(now).id, "x");
  assert.equal(current(playNow(now, track("c"))).id, "c");
  assert.equal(playNow(now, track("c")).tracks.length, 4);
});

test("a result is the same sound whether its file or its job is asked for", () => {
  const known = describe(add(EMPTY, track("job")), "job", { id: "file", job: "job" });
  assert.equal(playNow(known, track("job")).tracks.length, 1);
  assert.equal(playNow(known, track("file")).tracks.length, 1);
});

test("the queue ends at its end, begins anew where it is looped, and stays at one that is", () => {
  const last = { ...three, at: 2 };
  assert.equal(following(three), 1);
  assert.equal(following(last), -1);
  assert.equal(following({ ...last, loop: "all" }), 0);
  assert.equal(following({ ...three, loop: "all" }, -1), 2);
  assert.equal(following({ ...three, loop: "one" }, 1, true), 0);
  assert.equal(following({ ...three, loop: "one" }), 1, "who presses next leaves it");
});

test("what is removed leaves the one that plays where it is", () => {
  const second = { ...three, at: 1, seconds: 9 };
  assert.deepEqual([current(remove(second, "a")).id, remove(second, "a").seconds], ["b", 9]);
  assert.deepEqual([current(remove(second, "b")).id, remove(second, "b").seconds], ["c", 0]);
  assert.equal(current(remove(add(EMPTY, track("a")), "a")), null);
});

test("what an earlier visit has kept is taken up as far as it can be meant", () => {
  assert.deepEqual(revived(JSON.parse(JSON.stringify({ ...three, at: 1, seconds: 7 }))), { ...three, at: 1, seconds: 7 });
  for (const bad of [null, 7, { tracks: "x" }, { tracks: [null, {}], at: 3 }]) assert.deepEqual(revived(bad), EMPTY);
  const odd = revived({ tracks: [track("a")], at: 9, seconds: 5, speed: 1000, loop: "?" });
  assert.deepEqual([odd.at, odd.seconds, odd.speed, odd.loop], [0, 0, 1, "off"]);
});

test("sounds of any loudness are played equally loud, and none is made louder than it is", () => {
  const heard = (lufs) => lufs + 20 * Math.log10(gain(lufs, true));
  for (const lufs of [-23, -14, -7]) assert.ok(Math.abs(heard(lufs) + 23) < 1e-9);
  assert.equal(gain(-30, true), 1);
  assert.equal(gain(-7, false), 1);
  assert.ok(gain(null, true) < 1, "what nobody has measured does not blare out");
});

test("the loudest part is the tallest bar, silence is none, and no peak gets lost between bars", () => {
  assert.deepEqual(bars([-14, -26, null, -38], 4), [1, 0.5, 0, 0]);
  const curve = Array.from({ length: 100 }, (_, k) => (k === 51 ? -8 : -20));
  assert.equal(bars(curve, 10)[5], 1);
  assert.equal(bars([-10], 3).length, 3);
  assert.deepEqual(bars([null, null], 2), [0, 0]);
});
