// Sends one file straight to the bucket in parts, once: whoever calls tries again. Parts that have arrived whole stay there,
// so that the next try goes on. Our server says which are missing, signs an address for each, and puts them together.
import { silence, verdict } from "./errors.js";
import { forget } from "./transfer.js";

const LANES = 2; // parts of one file on their way at the same time
const MISSES = 3; // this often in a row nothing got through: the bucket does not let this page in, or the network is blocked
const place = () => new URL(`${window.path_prefix || ""}/files/parts`, location.href).href;
let [reached, missed] = [false, 0];

export const isInParts = (url) => url.includes("/files/parts/");
export const isPossible = () => missed < MISSES;

class Trouble extends Error {
  constructor(status, told = "", atBucket = false) {
    super(told);
    Object.assign(this, { status, told, atBucket });
  }
}

// As `send` in transfer.js: heard.begun(url), .expires(date), .progress(bytes), .done(id, known), .failed({ … }); returns what stops it.
export function sendInParts(source, url, wanted, heard) {
  const line = new AbortController();
  const moving = new Map(); // part -> bytes of it that have gone
  let [arrived, storing, over] = [0, false, false];
  const end = (tell, ...what) => {
    if (over) return;
    over = true;
    quiet.end();
    line.abort();
    tell?.(...what);
  };
  const quiet = silence(
    () => storing,
    () => end(heard.failed, { sentence: "Nothing moved for a minute.", broken: true }),
  );
  const progress = () => {
    quiet.moved();
    if (!over) heard.progress([...moving.values()].reduce((sum, bytes) => sum + bytes, arrived));
  };

  async function carry(number, partBytes) {
    const piece = source.slice((number - 1) * partBytes, number * partBytes);
    const { address } = await ask("POST", `${url}/${number}`, line.signal);
    await put(address, piece, line.signal, (bytes) => {
      moving.set(number, bytes);
      progress();
    });
    moving.delete(number);
    arrived += piece.size;
    progress();
  }

  async function run() {
    const known = await (url ? ask("GET", url, line.signal) : ask("POST", place(), null, { name: nameOf(source), size: source.size, ...wanted }));
    if (over && !url) forget(`${place()}/${known.id}`); // it was stopped before its address was known
    if (over) return;
    if (!url) heard.begun((url = `${place()}/${known.id}`));
    heard.expires(Date.parse(known.expires));
    const { partBytes } = known;
    const numbers = Array.from({ length: Math.ceil(source.size / partBytes) }, (_, index) => index + 1);
    const here = new Set(known.arrived);
    const missing = numbers.filter((number) => !here.has(number));
    arrived = known.arrived.reduce((sum, number) => sum + Math.min(partBytes, source.size - (number - 1) * partBytes), 0);
    progress();
    const lane = async () => {
      while (missing.length) await carry(missing.shift(), partBytes);
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    storing = true;
    quiet.moved();
    const { id, known: again } = await ask("PUT", url, line.signal);
    end(heard.done, id, again);
  }

  run().catch(async (error) => {
    if (over) return;
    if (!(error instanceof Trouble)) console.error(error);
    const { status = -1, told = "", atBucket = false } = error;
    const judged = await verdict(atBucket ? 0 : status, told, source, url);
    if (over) return;
    if (atBucket && judged.broken && !reached && arrived === 0 && ++missed >= MISSES) judged.gone = true; // by our server then
    end(heard.failed, judged);
  });
  return () => end();
}

const nameOf = (source) => source.name.toWellFormed?.() ?? source.name;

async function ask(method, address, signal, body) {
  let answer;
  try {
    const headers = body ? { "Content-Type": "application/json" } : {};
    answer = await fetch(address, { method, signal, headers, body: body && JSON.stringify(body) });
    if (answer.ok) return await answer.json();
  } catch {
    throw new Trouble(0);
  }
  throw new Trouble(answer.status, (await answer.json().catch(() => ({}))).error);
}

// By XMLHttpRequest: fetch does not tell how much has gone.
function put(address, piece, signal, progress) {
  return new Promise((/** @type {(done?: undefined) => void} */ resolve, reject) => {
    const request = new XMLHttpRequest();
    const failed = () => reject(new Trouble(0, "", true));
    request.open("PUT", address);
    request.upload.onprogress = (event) => progress(event.loaded);
    request.onload = () => {
      if (request.status !== 200) return failed(); // the address has expired, or the bucket has a problem: our server is asked again
      [reached, missed] = [true, 0];
      resolve();
    };
    request.onerror = request.onabort = failed;
    const stop = () => request.abort();
    request.onloadend = () => signal.removeEventListener("abort", stop);
    signal.addEventListener("abort", stop);
    request.send(piece);
  });
}
