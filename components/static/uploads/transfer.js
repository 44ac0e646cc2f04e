// Sends one file by tus, once: whoever calls tries again. What has arrived stays on the server, so that the next try goes on.
import "./tus.min.js";

const PIECE = 16 * 1024 * 1024; // what a proxy holds at most, and what a connection that breaks may cost
const [SILENT_MS, STORING_MS] = [60_000, 900_000]; // nothing moves; all is sent and the server stores it
const { Upload } = window.tus;
const place = () => new URL(`${window.path_prefix || ""}/files/uploads`, location.href).href;

// heard.begun(url), .expires(date), .progress(bytes), .done(id, known), .failed({ sentence, broken, gone }); returns what stops it.
export function send(source, url, heard) {
  let [moved, sent, over, known] = [Date.now(), 0, false, false];
  const end = (tell, ...what) => {
    if (over) return;
    over = true;
    clearInterval(watch);
    tell?.(...what);
  };
  const upload = new Upload(source, {
    endpoint: url ? null : place(),
    uploadUrl: url,
    chunkSize: PIECE,
    retryDelays: null,
    storeFingerprintForResuming: false,
    metadata: { filename: source.name.toWellFormed?.() ?? source.name, filetype: source.type || "application/octet-stream" },
    onUploadUrlAvailable: () => !over && heard.begun(upload.url),
    onAfterResponse(_, answer) {
      moved = Date.now();
      known ||= answer.getHeader("LevelMix-Upload") === "known";
      const expires = Date.parse(answer.getHeader("Upload-Expires"));
      if (expires && !over) heard.expires(expires);
    },
    onProgress(count) {
      [moved, sent] = [Date.now(), count];
      if (!over) heard.progress(count);
    },
    onSuccess: () => end(heard.done, upload.url.split("/").pop(), known),
    onError: async (error) => end(heard.failed, await verdict(error, source, url)),
  });
  const watch = setInterval(() => {
    if (Date.now() - moved < (sent >= source.size ? STORING_MS : SILENT_MS)) return;
    upload.abort();
    end(heard.failed, { sentence: "Nothing moved for a minute.", broken: true });
  }, 5000);
  upload.start();
  return () => end(() => upload.abort());
}

// Ends an upload on the server; if that fails, it goes by itself after a while.
export function forget(url) {
  fetch(url, { method: "DELETE", headers: { "Tus-Resumable": "1.0.0" }, keepalive: true }).catch(() => {});
}

export const addressOf = (id) => `${place()}/${id}`;

async function verdict(error, source, url) {
  const status = error.originalResponse?.getStatus() ?? 0;
  const told = sentenceOf(error.originalResponse);
  const again = status === 0 || [409, 423, 429, 460].includes(status) || (status >= 500 && !told); // 503 with a sentence is meant
  if (again) {
    const readable = status !== 0 || (await source.slice(0, 1).arrayBuffer().then(() => true, () => false));
    if (readable) return { sentence: "The connection is broken.", broken: true };
    return { sentence: "This file was changed or moved since it was chosen. Choose it again." };
  }
  if (url && (status === 404 || status === 410)) return { sentence: "The server has it no longer.", broken: true, gone: true };
  if (status === 401) return { sentence: "You are signed out. Sign in again, then try again: what has arrived is kept." };
  return { sentence: told || "The server did not take this file. Please try again." };
}

function sentenceOf(answer) {
  try {
    return JSON.parse(answer.getBody()).error || "";
  } catch {
    return ""; // a HEAD has no body, and a proxy answers in its own way
  }
}
