// The band that plays along: what sounds when, over repeats that get faster, without drift.
import assert from "node:assert/strict";
import { test } from "node:test";
import { barAt, between, countIn, faster, Passes, played, span } from "../../components/practice/static/band/passes.js";
import { brightness, gain, recording, Samples } from "../../components/practice/static/band/samples.js";
import { Apart, Timed } from "../../components/practice/static/band/stage.js";

/** Four bars of four quarters, one note on each; the first two are repeated, so bar 0 and 1 are played twice. */
function performance(bpm = 120) {
  const beat = 60 / bpm;
  const pages = [0, 1, 0, 1, 2];
  const bars = pages.map((page, n) => [n * 4 * beat, page, 4]);
  const beats = pages.flatMap((_, bar) => [0, 1, 2, 3].map((n) => ({ at: (bar * 4 + n) * beat, bar })));
  const events = beats.map(({ at }, n) => ({ at, length: beat, part: "piano", sound: 60 + n, velocity: 80 }));
  return { length: pages.length * 4 * beat, beat_s: beat, beats_a_bar: 4, bars, beats, events };
}

test("some bars are played from their first to their last second", () => {
  assert.deepEqual(span(performance(), null), { start: 0, end: 10 });
  assert.deepEqual(span(performance(), [1, 2]), { start: 2, end: 6 });
  assert.deepEqual(span(performance(), [4, 99]), { start: 8, end: 10 });
});

test("bars of the page are found where they are played in a row", () => {
  assert.deepEqual(played(performance(), 0, 1), [0, 1]);
  assert.deepEqual(played(performance(), 1, 2), [1, 4]);
  assert.equal(played(performance(), 7, 7), null);
  assert.deepEqual([0, 1.999, 2, 9.9, 50].map((at) => barAt(performance(), at)), [0, 0, 1, 4, 4]);
});

test("what begins between two seconds is found, with the first and without the last", () => {
  const found = between(performance().events, 0.5, 1.5).map((event) => event.at);
  assert.deepEqual(found, [0.5, 1]);
});

test("two bars are counted in, each with its first beat louder", () => {
  const clicks = countIn(performance(), 2, 2);
  assert.equal(clicks.length, 8);
  assert.deepEqual([clicks[0].at, clicks[7].at], [-4, -0.5]);
  assert.deepEqual(clicks.map((click) => click.strong), [true, false, false, false, true, false, false, false]);
});

test("ten passes that get faster follow each other without a gap, and nothing is heard twice or left out", () => {
  const bars = [1, 2];
  const pass = (tempo) => ({ performance: performance(tempo), tempo, ...span(performance(tempo), bars) });
  let count = 0;
  const passes = new Passes(pass(100), 5, (before) => (++count < 10 ? pass(faster(before.tempo, 4, 140)) : null));
  const heard = [];
  for (let now = 5; now < 60; now += 0.3) {
    passes.place(now - 0.35);
    heard.push(...passes.from(now, now + 0.3));
  }
  let expected = 5;
  const due = [];
  for (let n = 0; n < 10; n++) {
    const beat = 60 / Math.min(140, 100 + 4 * n);
    for (let at = 0; at < 8; at++) due.push(expected + at * beat);
    expected += 8 * beat;
  }
  assert.equal(heard.length, due.length);
  heard.forEach((event, n) => assert.ok(Math.abs(event.moment - due[n]) < 1e-6, `note ${n}`));
});

test("it is over once the last pass has ended", () => {
  const passes = new Passes({ performance: performance(), start: 8, end: 10 }, 1, () => null);
  assert.equal(passes.place(2.5).seconds, 9.5);
  assert.equal(passes.place(0.5).seconds, 8, "while it is counted in, it waits at its beginning");
  assert.equal(passes.place(3.1), null);
});

test("every note takes the recording that is nearest to it", () => {
  const names = ["piano.60", "piano.63", "bass.40", "drum.ride"];
  assert.deepEqual(recording(names, "melody", 61), { name: "piano.60", speed: 2 ** (1 / 12) });
  assert.deepEqual(recording(names, "piano", 62).name, "piano.63");
  assert.deepEqual(recording(names, "bass", 52), { name: "bass.40", speed: 2 });
  assert.deepEqual(recording(names, "drums", "ride"), { name: "drum.ride", speed: 1 });
});

test("what is struck harder is louder and brighter", () => {
  assert.ok(gain(100) === 1 && gain(50) < 0.4);
  assert.ok(brightness(110) > brightness(60));
});

test("a moment of the sound is told by the clock of the page, however late its clock was looked at", () => {
  const apart = new Apart();
  for (const [page, sound] of [[1010, 0], [1012, 0.01], [1033, 0.02]]) apart.look({ currentTime: sound }, page);
  assert.equal(apart.at(1), 2002);
});

test("a recording knows when it began, and is cut there to the sample", () => {
  const timed = new Timed();
  timed.hear(new Float32Array([1, 2, 3, 4]), 1000, 509);
  timed.hear(new Float32Array([5, 6, 7, 8]), 1000, 508);
  assert.equal(timed.began, 500);
  const cut = (moment) => timed.from(moment, 1000).flatMap((block) => [...block]);
  assert.deepEqual(cut(503), [4, 5, 6, 7, 8]);
  assert.deepEqual(cut(504), [5, 6, 7, 8]);
  assert.deepEqual(cut(498), [0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

test("where a browser reads no Ogg, the recordings come as WAV, and all further ones at once", async (t) => {
  const asked = [];
  t.mock.method(globalThis, "fetch", async (address) => {
    asked.push(address);
    return { ok: true, arrayBuffer: async () => address };
  });
  globalThis.OfflineAudioContext = class {
    async decodeAudioData(bytes) {
      if (!bytes.endsWith("form=wav")) throw new DOMException("Decoding failed", "EncodingError");
      return bytes;
    }
  };
  t.after(() => delete globalThis.OfflineAudioContext);
  const samples = new Samples("/samples/{name}");
  await samples.load(new Set(["piano.60"]));
  await samples.load(new Set(["bass.28"]));
  assert.deepEqual([...samples.ready.keys()], ["piano.60", "bass.28"]);
  assert.deepEqual(asked, ["/samples/piano.60", "/samples/piano.60?form=wav", "/samples/bass.28?form=wav"]);
});
