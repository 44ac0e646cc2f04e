// What goes wrong on the way, by tus or in parts.
const [SILENT_MS, STORING_MS] = [60_000, 900_000]; // nothing moves; all is sent and the server stores it
const LOOK_MS = 5000;

// Calls once nothing has moved for too long.
export function silence(isStoring, call) {
  let moved = Date.now();
  const timer = setInterval(() => Date.now() - moved >= (isStoring() ? STORING_MS : SILENT_MS) && call(), LOOK_MS);
  return { moved: () => (moved = Date.now()), end: () => clearInterval(timer) };
}

// What follows from an answer (status 0: there was none) with its sentence, if it had one; `url` where the server knew the file.
export async function verdict(status, told, source, url) {
  const again = status === 0 || [408, 409, 423, 429, 460, 502].includes(status) || (status >= 500 && !told); // 503 with a sentence is final
  if (again) {
    const readable = status !== 0 || (await source.slice(0, 1).arrayBuffer().then(() => true, () => false));
    if (readable) return { sentence: "The connection is broken.", broken: true };
    return { sentence: "This file was changed or moved since it was chosen. Choose it again." };
  }
  if (url && (status === 404 || status === 410)) return { sentence: "The server has it no longer.", broken: true, gone: true };
  if (status === 401) return { sentence: "You are signed out. Sign in again, then try again: what has arrived is kept." };
  return { sentence: told || "The server did not take this file. Please try again." };
}
