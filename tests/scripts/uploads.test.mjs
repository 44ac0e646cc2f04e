// What is said of uploads, and what follows from a server's answer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { soundOf } from "../../components/uploads/static/uploads/folders.js";
import { verdict } from "../../components/uploads/static/uploads/errors.js";
import { aboutAll, aboutFile, aboutMany, bytes } from "../../components/uploads/static/uploads/words.js";

const MB = 1024 * 1024;
const readable = new Blob(["x"]);
const unreadable = { slice: () => ({ arrayBuffer: () => Promise.reject(new Error("gone")) }) };

test("sizes are told in the unit that fits", () => {
  assert.equal(bytes(1), "1 byte");
  assert.equal(bytes(512), "512 bytes");
  assert.equal(bytes(1.5 * MB), "1.5 MB");
  assert.equal(bytes(150 * MB), "150 MB");
});

test("a file on its way says how much has gone, how fast, and how long it takes", () => {
  const file = { state: "sending", sent: 50 * MB, size: 100 * MB, speed: 1 * MB };
  assert.equal(aboutFile(file), "50 % of 100 MB · 1 MB/s · 50 s left");
});

test("one line stands for all files, and only where there are several", () => {
  const file = { state: "sending", sent: 0, size: 10 * MB, speed: 0 };
  assert.equal(aboutAll([file]), null);
  assert.equal(aboutAll([file, { ...file, state: "paused" }]).text, "2 files · 0 bytes of 20 MB");
});

test("above a list that scrolls stands how many files are in it, and how many failed out of sight", () => {
  const file = { state: "ready", sent: 10 * MB, size: 10 * MB };
  assert.equal(aboutMany(Array(6).fill(file)), null);
  assert.equal(aboutMany(Array(15).fill(file)), "15 files · 150 MB");
  assert.equal(aboutMany([...Array(14).fill(file), { ...file, state: "failed" }]), "15 files · 150 MB · 1 failed");
});

test("in a folder only sound is looked for, in the order a person expects", () => {
  const named = ["part 10.mp3", "cover.jpg", ".hidden.mp3", "PART 2.MP3", "mp3", "part 1.wav"].map((name) => ({ name }));
  assert.deepEqual(soundOf(named, [".mp3"]).map((file) => file.name), ["PART 2.MP3", "part 10.mp3"]);
});

test("a broken line is tried again, a refusal with a sentence is not", async () => {
  assert.equal((await verdict(0, "", readable, null)).broken, true);
  assert.equal((await verdict(503, "", readable, null)).broken, true);
  assert.deepEqual(await verdict(413, "Too large.", readable, null), { sentence: "Too large." });
});

test("a file that changed on the disk is not blamed on the line", async () => {
  const { sentence, broken } = await verdict(0, "", unreadable, null);
  assert.match(sentence, /changed or moved/);
  assert.equal(broken, undefined);
});

test("what the server has lost begins anew", async () => {
  assert.equal((await verdict(404, "", readable, "/files/uploads/1")).gone, true);
});
