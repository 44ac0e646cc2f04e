// Work that is not saved yet stays in the browser: whoever closes the page finds it again.
const [NAME, STORE, PREFIX] = ["levelmix-drums", "drafts", "levelmix-drums-draft:"];

function opened() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function within(mode, deed) {
  const database = await opened();
  try {
    return await new Promise((done, failed) => {
      const asked = deed(database.transaction(STORE, mode).objectStore(STORE));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  } finally {
    database.close();
  }
}

/** What was kept under a name, or null. Where there is no database in the browser it is its small store. */
export async function kept(name) {
  try {
    const found = await within("readonly", (store) => store.get(name));
    if (found) return found;
  } catch {
    /* the small store is asked */
  }
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) || "null");
  } catch {
    return null;
  }
}

/** Whether it could be kept. */
export async function keepDraft(name, draft) {
  try {
    await within("readwrite", (store) => store.put(draft, name));
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
    await within("readwrite", (store) => store.delete(name));
  } catch {
    /* there was nothing */
  }
}
