// What this browser remembers of files that are not completely here, so that a page that is loaded again can go on with them.
const TAB = (sessionStorage["levelmix.tab"] ||= Math.random().toString(36).slice(2));
const ALIVE_MS = 15_000; // another tab that sends a file says so more often
let place = "";

export const rememberFor = (owner) => (place = `levelmix.unfinished.${owner}`);

function all() {
  try {
    return JSON.parse(localStorage.getItem(place) || "[]").filter((note) => !note.expires || note.expires > Date.now());
  } catch {
    return [];
  }
}

function write(notes) {
  try {
    localStorage.setItem(place, JSON.stringify(notes));
  } catch {
    /* then a reload costs what has arrived */
  }
}

export function remember(file) {
  const { url, name, size, modified, sent, choice, area, expires } = file;
  const note = { url, name, size, modified, sent, choice, area, expires, tab: TAB, alive: Date.now() };
  write([...all().filter((other) => other.url !== url), note]);
}

export const forgetNote = (url) => write(all().filter((note) => note.url !== url));

const free = (note) => note.tab === TAB || Date.now() - note.alive > ALIVE_MS;

// What is not finished and nobody sends right now, except what has one of the addresses in `busy`.
export const unfinished = (busy) => all().filter((note) => free(note) && !busy.includes(note.url));

export const noteOf = (source, busy) =>
  unfinished(busy).find((note) => note.name === source.name && note.size === source.size && note.modified === source.lastModified);

addEventListener("pagehide", () => write(all().map((note) => (note.tab === TAB ? { ...note, alive: 0 } : note))));
