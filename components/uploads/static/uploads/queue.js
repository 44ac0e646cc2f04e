// The queue of uploads: one for each browser page; it outlives every screen.
import { reactive } from "vue";
import { folderOf } from "./folders.js";
import { forgetNote, noteOf, remember, rememberFor, unfinished } from "./unfinished.js";
import { isInParts, isPossible, sendInParts } from "./parts.js";
import { addressOf, forget, send } from "./transfer.js";
import { bytes } from "./words.js";

const AT_ONCE = 2;
const MOST_HERE = 200; // as many as Python shows one by one
const PAUSES_MS = [300, 1000, 2000, 4000, 8000, 15_000]; // after a broken connection, and again as soon as something has moved
const [DRAW_MS, NOTE_MS] = [250, 1000];
const KEPT = "levelmix.uploads";
const FIRST = "leveling"; // the area of what was remembered before there were others
const MOVING = ["waiting", "sending", "paused", "broken"];

// state: waiting, sending, paused (by the visitor), broken (tries again by itself), ready, submitting, submitted, failed
export const queue = reactive({ files: [], unfinished: [], zones: 0, anything: 0, over: false, serverRestarted: false, said: "", note: "" });
const running = new Map(); // key -> function that stops the transfer
const sources = new Map(); // key -> File
/** @type {(event: string, file: any, more?: object) => void} */
let tell = () => {}; // to Python
let serial = 0;
let straight = false; // new files go to the bucket

const find = (key) => queue.files.find((file) => file.key === key);
const busy = () => queue.files.some((file) => MOVING.includes(file.state));
const addresses = () => queue.files.map((file) => file.url).filter(Boolean);

export function connect(owner, direct, emit) {
  rememberFor(owner);
  straight = direct;
  tell = (event, file, more = {}) => emit(event, { key: file.key, name: file.name, size: file.size, ...more });
  setTimeout(() => window.socket && stayWhileBusy(window.socket));
  restore();
}

function changed() {
  const open = queue.files.filter((file) => file.state !== "failed");
  const ready = open.filter((file) => file.state === "ready");
  try {
    const kept = open.filter((file) => file.id).map(({ key, id, url, name, size, folder, choice, area, known }) => ({ key, id, url, name, size, folder, choice, area, known }));
    sessionStorage.setItem(KEPT, JSON.stringify(kept));
  } catch {
    /* then a reload forgets what was uploaded but not started */
  }
  queue.unfinished = unfinished(addresses());
  const here = ready.filter((file) => !file.choice).slice(0, MOST_HERE).map(({ id, name }) => ({ id, name }));
  tell("queue", {}, { open: open.filter((file) => !file.choice).length, ready: ready.length, here });
}

export function add(chosen, maxBytes) {
  for (const source of chosen) {
    const { name, size, lastModified } = source;
    const before = noteOf(source, addresses());
    const file = { key: `${Date.now()}-${++serial}`, name, size, folder: folderOf(source), modified: lastModified, sent: before?.sent || 0, speed: 0, tries: 0, state: "waiting" };
    queue.files.push({ ...file, error: "", id: null, url: before?.url || null, choice: before?.choice || null, area: before?.area || FIRST, known: false, expires: before?.expires });
    sources.set(file.key, source);
    tell("added", file);
    if (size === 0) fail(file, "This file is empty: there is nothing in it.");
    else if (size > maxBytes) fail(file, `This file has ${bytes(size)}; this server takes up to ${bytes(maxBytes)} a file.`);
  }
  next();
}

function next() {
  const sending = queue.files.filter((file) => ["sending", "broken"].includes(file.state)).length;
  queue.files.filter((file) => file.state === "waiting").slice(0, Math.max(0, AT_ONCE - sending)).forEach(begin);
  changed();
  if (queue.serverRestarted && !busy() && !queue.files.some((file) => file.state === "failed" && sources.has(file.key))) location.reload();
}

function begin(file) {
  Object.assign(file, { state: "sending", speed: 0, error: "" });
  let [seenAt, seen, noted] = [performance.now(), null, 0];
  if (file.url && isInParts(file.url) && !straight) abandon(file); // pages may not talk to the bucket any more
  const inParts = file.url ? isInParts(file.url) : straight && isPossible();
  const wanted = !file.url && fits(file.choice) ? { purpose: file.area, choice: file.choice } : null;
  const stop = (inParts ? sendInParts : send)(sources.get(file.key), file.url, wanted, {
    begun(url) {
      file.url = url;
      remember(file);
      if (file.choice && file.choice !== wanted?.choice) sayChoice(file);
    },
    expires: (moment) => (file.expires = moment),
    progress(sent) {
      const now = performance.now();
      if (seen !== null && now - seenAt < DRAW_MS && sent < file.size) return;
      if (seen !== null && sent > seen) {
        const speed = ((sent - seen) / Math.max(1, now - seenAt)) * 1000;
        file.speed = file.speed ? file.speed * 0.8 + speed * 0.2 : speed;
        file.tries = 0;
      }
      [file.sent, seenAt, seen] = [sent, now, sent];
      if (now - noted < NOTE_MS) return;
      noted = now;
      remember(file);
      tell("progress", file, { sent });
    },
    done(id, known) {
      running.delete(file.key);
      sources.delete(file.key);
      forgetNote(file.url);
      Object.assign(file, { state: "ready", sent: file.size, id, known });
      queue.said = `${file.name} is uploaded.`;
      tell("uploaded", file, { id });
      hand(file);
      next();
    },
    failed({ sentence, broken, gone }) {
      running.delete(file.key);
      if (gone) abandon(file);
      if (broken) tryAgain(file);
      else fail(file, sentence);
      next();
    },
  });
  running.set(file.key, stop);
}

// What a header may carry; a long tracklist is sent as soon as the upload has begun.
const fits = (choice) => Boolean(choice) && JSON.stringify(choice).length < 2000;

// The server makes the job when the last byte is there, also if nobody is here any more.
const sayChoice = (file) => tell("chosen", file, { id: file.url.split("/").pop(), area: file.area, choice: { ...file.choice } });

// It begins again. The server may still know it, without its bytes: then it would count as one more.
function abandon(file) {
  forgetNote(file.url);
  forget(file.url);
  Object.assign(file, { url: null, sent: 0 });
}

// It keeps its place: the ones behind it would meet the same broken connection.
function tryAgain(file) {
  Object.assign(file, { state: "broken", speed: 0 });
  const timer = setTimeout(() => running.get(file.key) === cancel && begin(file), PAUSES_MS[Math.min(file.tries++, PAUSES_MS.length - 1)]);
  const cancel = () => clearTimeout(timer);
  running.set(file.key, cancel);
}

addEventListener("online", () => {
  for (const file of queue.files.filter((file) => file.state === "broken")) {
    running.get(file.key)();
    begin(file);
  }
});

function fail(file, sentence) {
  file = find(file.key);
  if (!file) return;
  Object.assign(file, { state: "failed", error: sentence, choice: null });
  tell("failed", file, { error: sentence });
}

// Python is asked what became of an upload that is complete and for which something was chosen.
function hand(file) {
  if (file.state !== "ready" || !file.choice) return;
  file.state = "submitting";
  tell("submit", file, { id: file.id, area: file.area, choice: { ...file.choice } });
}

function stop(file) {
  running.get(file.key)?.();
  running.delete(file.key);
}

export function pause(...files) {
  for (const file of files.filter((file) => MOVING.includes(file.state))) {
    stop(file);
    Object.assign(file, { state: "paused", speed: 0 });
    if (file.url) remember(file);
  }
  next();
}

export function resume(...files) {
  files.filter((file) => file.state === "paused").forEach((file) => Object.assign(file, { state: "waiting", tries: 0 }));
  next();
}

export function again(file) {
  if (file.id) Object.assign(file, { state: "ready", error: "" });
  else Object.assign(file, { state: "waiting", tries: 0 });
  next();
}

// Takes a file out of the queue and off the server, unless a job has it.
export function remove(key) {
  const file = find(key);
  if (!file) return;
  stop(file);
  sources.delete(key);
  queue.files = queue.files.filter((other) => other.key !== key);
  if (file.url) forgetNote(file.url);
  if (file.url && file.state !== "submitted") forget(file.url);
  next();
}

export function removeUnfinished(note) {
  forgetNote(note.url);
  forget(note.url);
  changed();
}

// Python: let an area make this of everything in the queue, now or as soon as it is here. A choice that has a folder is told
// the one that each file lay in.
export function start(choice, area) {
  queue.files.filter((file) => file.state !== "failed" && !file.choice).forEach((file) => {
    Object.assign(file, { choice: "folder" in choice && file.folder ? { ...choice, folder: file.folder } : choice, area });
    if (file.url && MOVING.includes(file.state)) {
      remember(file);
      sayChoice(file);
    }
    hand(file);
  });
  changed();
}

// Python: the job is made, or refused.
export function settled(key, refusal) {
  const file = find(key);
  if (!file) return;
  if (refusal) {
    file.again = refusal.again;
    fail(file, refusal.sentence);
    return void changed();
  }
  file.state = "submitted";
  remove(key);
}

// Python: these were handed over together, to something that is made of several files.
export function taken(ids) {
  queue.files.filter((file) => ids.includes(file.id)).forEach((file) => {
    file.state = "submitted";
    remove(file.key);
  });
}

export const retryable = (file) => (file.id === null ? sources.has(file.key) : file.again);

function restore() {
  try {
    for (const file of JSON.parse(sessionStorage.getItem(KEPT) || "[]")) {
      if (!find(file.key)) queue.files.push({ area: FIRST, ...file, url: file.url || addressOf(file.id), sent: file.size, speed: 0, state: "ready", error: "" });
    }
  } catch {
    /* nothing kept */
  }
  queue.files.forEach(hand);
  changed();
}

// NiceGUI reloads the page when it finds another server, or none for long: that would end the uploads, which need neither.
// So the reload is held off until they are done.
function stayWhileBusy(socket) {
  for (const event of ["connect_error", "try_reconnect"]) {
    const handlers = socket.listeners(event);
    socket.off(event);
    socket.on(event, (...what) => {
      const slow = what[0]?.message === "timeout";
      const leads = event === "try_reconnect" || slow || what[0]?.message === "Implicit handshake failed";
      if (!busy() || !leads) return handlers.forEach((handler) => handler(...what));
      if (slow) return void (socket.io.opts.transports = ["polling", "websocket"]); // socket.io goes on trying
      queue.serverRestarted = true;
      document.getElementById("popup").ariaHidden = "true";
    });
  }
}

addEventListener("beforeunload", (event) => {
  if (!busy()) return;
  event.preventDefault();
  event.returnValue = "An upload is still running.";
});
