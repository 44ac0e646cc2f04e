// What is recorded in a browser: a file that every program reads, and how loud it is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { level, wav } from "../../components/audio/static/recording/wav.js";

const word = (bytes, at, length) => String.fromCharCode(...bytes.slice(at, at + length));

test("a recording is a WAV in one channel, as long as it was", () => {
  const bytes = new Uint8Array(wav([new Float32Array([0, 0.5]), new Float32Array([-1])], 48_000));
  const view = new DataView(bytes.buffer);
  assert.deepEqual([word(bytes, 0, 4), word(bytes, 8, 8), word(bytes, 36, 4)], ["RIFF", "WAVEfmt ", "data"]);
  assert.deepEqual([view.getUint16(22, true), view.getUint32(24, true), view.getUint32(40, true)], [1, 48_000, 6]);
  assert.deepEqual([44, 46, 48].map((at) => view.getInt16(at, true)), [0, 16_384, -32_767]);
});

test("what is louder than a file can be stays at its top", () => {
  const view = new DataView(wav([new Float32Array([3, -3])], 48_000));
  assert.deepEqual([view.getInt16(44, true), view.getInt16(46, true)], [32_767, -32_767]);
});

test("the level is that of the loudest sample, and silence has one, too", () => {
  assert.equal(level(new Float32Array([0.1, -1, 0.2])), 0);
  assert.ok(Math.abs(level(new Float32Array([0.1])) + 20) < 0.01);
  assert.equal(level(new Float32Array(8)), -90);
});
