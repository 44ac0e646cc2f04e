// What stays in the browser: work that is not saved yet, and somebody's own files of songs.
const [NAME, PREFIX, MOST_SOUNDS] = ["levelmix-drums", "levelmix-drums-draft:", 5];
const [DRAFTS, SOUNDS] = ["drafts", "sounds"];

function opened() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => [DRAFTS, SOUNDS].forEach((store) => asked.result.createObjectStore(store));
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

/** @param {"readonly" | "readwrite"} mode @param {(store: IDBObjectStore) => IDBRequest} deed */
async function within(store, mode, deed) {
  const database = await opened();
  try {
    return await new Promise((done, failed) => {
      const asked = deed(database.transaction(store, mode).objectStore(store));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  } finally {
    database.close();
  }
}

/** What was kept under a name, or null. Where there is no database in the browser it is its small store. */
export async function kept(name) {
  const small = keptSmall(name);
  const large = await within(DRAFTS, "readonly", (store) => store.get(name)).catch(() => null);
  return (large && small ? (small.at > large.at ? small : large) : (large ?? small)) ?? null;
}

function keptSmall(name) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) || "null");
  } catch {
    return null;
  }
}

/** Whether it could be kept. */
export async function keepDraft(name, draft) {
  try {
    await within(DRAFTS, "readwrite", (store) => store.put(draft, name));
    return true;
  } catch {
    return keepSmall(name, draft);
  }
}

/** At once, for a page that is being closed. */
export function keepSmall(name, draft) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export async function forget(name) {
  try {
    localStorage.removeItem(PREFIX + name);
    await within(DRAFTS, "readwrite", (store) => store.delete(name));
  } catch {
    /* there was nothing */
  }
}

/** Somebody's own file of a song stays in their browser; the ones of longest ago make way. */
export async function keepSound(song, name, bytes) {
  try {
    const known = await within(SOUNDS, "readonly", (store) => store.getAllKeys());
    for (const old of known.filter((key) => key !== song).slice(0, Math.max(0, known.length + 1 - MOST_SOUNDS)))
      await within(SOUNDS, "readwrite", (store) => store.delete(old));
    await within(SOUNDS, "readwrite", (store) => store.put({ name, bytes }, song));
  } catch {
    /* it is asked for again next time */
  }
}

/** It is not opened again. */
export async function forgetSound(song) {
  await within(SOUNDS, "readwrite", (store) => store.delete(song)).catch(() => null); // there was nothing
}

/** @returns {Promise<{ name: string, bytes: ArrayBuffer } | null>} */
export function keptSound(song) {
  return within(SOUNDS, "readonly", (store) => store.get(song)).then((found) => found ?? null, () => null);
}
