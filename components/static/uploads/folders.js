// The files of a drop, those in folders too; in folders only sound is looked for.
const SOUND = /\.(wav|wave|bwf|rf64|w64|aiff?|aifc|caf|flac|mp3|og[ga]|opus|m4a|mp4|aac|alac)$/i;
const MOST = 2000;

export async function filesOf(transfer) {
  const entries = [...transfer.items].filter((item) => item.kind === "file").map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const found = [];
  for (const entry of entries.filter(Boolean)) {
    if (entry instanceof File) found.push(entry);
    else if (entry.isFile) found.push(await fileOf(entry));
    else await walk(entry, found);
  }
  return { files: found, silent: found.length === 0 && entries.length > 0 };
}

// What `<input webkitdirectory>` gives is flat already.
export const soundOf = (files) => inOrder([...files].filter((file) => SOUND.test(file.name) && !file.name.startsWith(".")));

const fileOf = (entry) => new Promise((resolve, reject) => entry.file(resolve, reject));

async function walk(folder, found) {
  const reader = folder.createReader();
  const inside = [];
  for (let some = [null]; some.length; inside.push(...some)) some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
  for (const entry of inOrder(inside)) {
    if (found.length >= MOST) return;
    if (entry.isDirectory) await walk(entry, found);
    else if (SOUND.test(entry.name) && !entry.name.startsWith(".")) found.push(await fileOf(entry));
  }
}

const inOrder = (named) => named.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
