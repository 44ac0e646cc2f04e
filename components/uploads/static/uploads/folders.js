// The files of a drop, also those in folders; in folders only files with one of the `accepts`, suffixes like ".wav".
const MOST = 2000;
const folders = new WeakMap(); // File -> the folder that it lay in, as "Stems/Drums"

// Where a file of a chosen or dropped folder lay; empty for one by itself.
export const folderOf = (file) => folders.get(file) || (file.webkitRelativePath || "").split("/").slice(0, -1).join("/");

export async function filesOf(transfer, accepts) {
  const entries = [...transfer.items].filter((item) => item.kind === "file").map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const found = [];
  for (const entry of entries.filter(Boolean)) {
    if (entry instanceof File) found.push(entry);
    else if (entry.isFile) found.push(await fileOf(entry));
    else await walk(entry, found, accepts);
  }
  return { files: found, silent: found.length === 0 && entries.length > 0 };
}

// `<input webkitdirectory>` gives a flat list already.
export const soundOf = (files, accepts) => inOrder([...files].filter((file) => isSound(file.name, accepts)));

// Without `accepts`, all that is not hidden.
const isSound = (name, accepts) => !name.startsWith(".") && (!accepts || accepts.includes(name.slice(name.lastIndexOf(".")).toLowerCase()));

const fileOf = (entry) => new Promise((resolve, reject) => entry.file(resolve, reject));

async function walk(folder, found, accepts) {
  const reader = folder.createReader();
  const inside = [];
  for (let some = [null]; some.length; inside.push(...some)) some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
  for (const entry of inOrder(inside)) {
    if (found.length >= MOST) return;
    if (entry.isDirectory) await walk(entry, found, accepts);
    else if (isSound(entry.name, accepts)) {
      found.push(await fileOf(entry));
      folders.set(found.at(-1), entry.fullPath.split("/").slice(1, -1).join("/"));
    }
  }
}

const inOrder = (named) => named.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
