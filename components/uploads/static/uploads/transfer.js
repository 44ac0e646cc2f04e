// Sends one file by tus, once: whoever calls tries again. What has arrived stays on the server, so that the next try goes on.
import { silence, verdict } from "./errors.js";
import "./tus.min.js";

const PIECE = 16 * 1024 * 1024; // what a proxy holds at most, and what a connection that breaks may cost
const { Upload } = window.tus;
const place = () => new URL(`${window.path_prefix || ""}/files/uploads`, location.href).href;

// `wanted`: which area is to make what of it, if that is known. heard.begun(url), .expires(date), .progress(bytes), .done(id, known), .failed({ sentence, broken, gone }); returns what stops it.
export function send(source, url, wanted, heard) {
  let [sent, over, known] = [0, false, false];
  const end = (tell, ...what) => {
    if (over) return;
    over = true;
    quiet.end();
    tell?.(...what);
  };
  const upload = new Upload(source, {
    endpoint: url ? null : place(),
    uploadUrl: url,
    chunkSize: PIECE,
    retryDelays: null,
    storeFingerprintForResuming: false,
    metadata: {
      filename: source.name.toWellFormed?.() ?? source.name,
      filetype: source.type || "application/octet-stream",
      ...(wanted && { purpose: wanted.purpose, choice: JSON.stringify(wanted.choice) }),
    },
    onUploadUrlAvailable: () => !over && heard.begun(upload.url),
    onAfterResponse(_, answer) {
      quiet.moved();
      known ||= answer.getHeader("LevelMix-Upload") === "known";
      const expires = Date.parse(answer.getHeader("Upload-Expires"));
      if (expires && !over) heard.expires(expires);
    },
    onProgress(count) {
      sent = count;
      quiet.moved();
      if (!over) heard.progress(count);
    },
    onSuccess: () => end(heard.done, upload.url.split("/").pop(), known),
    onError: async (error) => end(heard.failed, await verdict(statusOf(error), sentenceOf(error), source, upload.url)),
  });
  const quiet = silence(
    () => sent >= source.size,
    () => {
      upload.abort();
      end(heard.failed, { sentence: "Nothing moved for a minute.", broken: true });
    },
  );
  upload.start();
  return () => end(() => upload.abort());
}

// Removes an upload on the server, whichever way it came; if that fails, it expires after a while.
export function forget(url) {
  fetch(url, { method: "DELETE", headers: { "Tus-Resumable": "1.0.0" }, keepalive: true }).catch(() => {});
}

export const addressOf = (id) => `${place()}/${id}`;

const statusOf = (error) => error.originalResponse?.getStatus() ?? 0;

function sentenceOf(error) {
  try {
    return JSON.parse(error.originalResponse.getBody()).error || "";
  } catch {
    return ""; // a HEAD has no body, and a proxy answers in its own way
  }
}
