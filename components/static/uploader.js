// Uploads: one queue per browser page, which outlives every screen.
// The shell holds one instance in mode "dock" (it owns the file dialog, listens for drops anywhere, and talks to Python);
// the Level screen shows another one in mode "zone". Both draw the same queue, kept in this module.
import { reactive } from "vue";

const AT_ONCE = 2;
const [TRIES, PAUSE_MS] = [20, 3000]; // after a broken connection
const KEPT = "levelmix.uploads";
const queue = reactive({ files: [], zones: 0, over: false });
const running = new Map(); // key -> function that stops the transfer
const sources = new Map(); // key -> File
let engine = null; // the instance in mode "dock"
let wanted = false; // a visitor pressed "Choose files" before the dock was there
let serial = 0;
let lost = false; // the connection to the page's server was gone
let orphaned = false; // ... and the page shall be loaded anew, but an upload was still running and the visitor stayed

// The transport: sends one file and tells how far it is. Resumable uploads will replace this function alone.
function send(file, { progress, done, failed }) {
  const request = new XMLHttpRequest();
  request.open("POST", `${window.path_prefix || ""}/files/uploads`);
  request.setRequestHeader("X-Filename", encodeURIComponent(file.name.toWellFormed?.() ?? file.name));
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.responseType = "json";
  request.upload.onprogress = (event) => progress(event.loaded);
  request.onload = () => {
    const answer = request.response;
    if (request.status === 200 && answer?.id) done(answer);
    else failed(answer?.error || "The server did not take this file. Please try again.", request.status === 503); // 503: it stops
  };
  request.onerror = () => failed("The connection broke before the whole file had arrived. Please try again.", true);
  request.send(file);
  return () => request.abort();
}

const find = (key) => queue.files.find((file) => file.key === key);
const busy = () => queue.files.some((file) => ["waiting", "sending", "paused"].includes(file.state));

function tell(event, file, more = {}) {
  engine?.$emit(event, { key: file.key, name: file.name, size: file.size, ...more });
}

function changed() {
  const open = queue.files.filter((file) => file.state !== "failed");
  const ready = open.filter((file) => file.state === "ready");
  try {
    const kept = open.filter((file) => file.id).map(({ key, id, name, size, choice }) => ({ key, id, name, size, choice }));
    sessionStorage.setItem(KEPT, JSON.stringify(kept));
  } catch {
    /* then a reload forgets what was uploaded but not started */
  }
  const here = ready.filter((file) => !file.choice).map(({ id, name }) => ({ id, name }));
  engine?.$emit("queue", { open: open.filter((file) => !file.choice).length, ready: ready.length, here });
}

function add(files, maxBytes) {
  for (const source of files) {
    const file = { key: `${Date.now()}-${++serial}`, name: source.name, size: source.size, sent: 0, speed: 0, tries: 0, state: "waiting", error: "", id: null, choice: null };
    queue.files.push(file);
    sources.set(file.key, source);
    tell("added", file);
    if (source.size === 0) fail(file, "This file is empty: there is nothing to level in it.");
    else if (source.size > maxBytes) fail(file, `This file has ${bytes(source.size)}; this server takes up to ${bytes(maxBytes)} a file.`);
  }
  next();
}

function next() {
  const sending = queue.files.filter((file) => file.state === "sending").length;
  queue.files.filter((file) => file.state === "waiting").slice(0, Math.max(0, AT_ONCE - sending)).forEach(start);
  changed();
  if (orphaned && !busy() && !queue.files.some((file) => file.state === "failed" && sources.has(file.key))) location.reload();
}

function start(file) {
  file = find(file.key);
  Object.assign(file, { state: "sending", sent: 0, speed: 0, error: "" });
  let [seenAt, seen, told] = [performance.now(), 0, 0];
  const stop = send(sources.get(file.key), {
    progress(sent) {
      const now = performance.now();
      if (now - seenAt < 250 && sent < file.size) return;
      const speed = ((sent - seen) / Math.max(1, now - seenAt)) * 1000;
      file.speed = file.speed ? file.speed * 0.7 + speed * 0.3 : speed;
      [file.sent, seenAt, seen] = [sent, now, sent];
      if (now - told > 1000) tell("progress", file, { sent: (told = now) && sent });
    },
    done(answer) {
      running.delete(file.key);
      sources.delete(file.key);
      Object.assign(file, { state: "ready", sent: file.size, id: answer.id, name: answer.name, size: answer.size });
      tell("uploaded", file, { id: file.id });
      hand(file);
      next();
    },
    failed(sentence, broken) {
      running.delete(file.key);
      if (broken && ++file.tries <= TRIES) pause(file);
      else fail(file, sentence);
      next();
    },
  });
  running.set(file.key, stop);
}

// The server may be starting anew: the file goes once more from its beginning when it answers.
function pause(file) {
  Object.assign(file, { state: "paused", sent: 0, speed: 0 });
  setTimeout(() => {
    if (find(file.key)?.state !== "paused") return;
    file.state = "waiting";
    next();
  }, PAUSE_MS);
}

function fail(file, sentence) {
  file = find(file.key);
  if (!file) return;
  Object.assign(file, { state: "failed", error: sentence, choice: null });
  tell("failed", file, { error: sentence });
}

// An upload that is complete and whose loudness was chosen goes to Python, which makes the job.
function hand(file) {
  if (file.state !== "ready" || !file.choice) return;
  file.state = "submitting";
  tell("submit", file, { id: file.id, choice: { ...file.choice } });
}

function remove(key) {
  const file = find(key);
  running.get(key)?.();
  running.delete(key);
  sources.delete(key);
  queue.files = queue.files.filter((other) => other.key !== key);
  if (file?.id && file.state !== "submitted") {
    fetch(`${window.path_prefix || ""}/files/uploads/${file.id}`, { method: "DELETE" }).catch(() => {});
  }
  next();
}

function restore() {
  try {
    for (const file of JSON.parse(sessionStorage.getItem(KEPT) || "[]")) {
      if (!find(file.key)) queue.files.push({ ...file, sent: file.size, speed: 0, state: "ready", error: "" });
    }
  } catch {
    /* nothing kept */
  }
  queue.files.forEach(hand);
  changed();
}

function bytes(count) {
  const units = ["bytes", "KB", "MB", "GB"];
  let step = 0;
  while (count >= 1024 && step < 3) [count, step] = [count / 1024, step + 1];
  return `${step && count < 100 ? count.toFixed(1).replace(/\.0$/, "") : Math.round(count)} ${units[step]}`;
}

function timeLeft(file) {
  if (!file.speed) return "";
  const seconds = (file.size - file.sent) / file.speed;
  if (seconds < 10) return "a few seconds left";
  if (seconds < 90) return `${Math.round(seconds / 5) * 5} s left`;
  return `${Math.round(seconds / 60)} min left`;
}

addEventListener("beforeunload", (event) => {
  if (!busy()) return;
  orphaned = lost;
  event.preventDefault();
  event.returnValue = "An upload is still running.";
});

const ROW = `
<li v-for="file in queue.files" :key="file.key" class="upload" data-testid="upload" :data-state="file.state">
  <div class="name">{{ file.name }}</div>
  <div class="acts">
    <button v-if="file.state === 'failed' && retryable(file)" type="button" class="button bare" data-testid="upload-retry" @click="again(file)">Try again</button>
    <button v-if="!['submitting', 'submitted'].includes(file.state)" type="button" class="button bare" data-testid="upload-remove" @click="remove(file.key)"
      :aria-label="(moving(file) ? 'Cancel ' : 'Remove ') + file.name">
      {{ moving(file) ? 'Cancel' : 'Remove' }}</button>
  </div>
  <div v-if="file.state === 'failed'" class="error" role="alert" data-testid="upload-error">{{ file.error }}</div>
  <div v-else class="small quiet" style="grid-column: 1 / -1" data-testid="upload-state">{{ words(file) }}</div>
  <div v-if="moving(file)" class="meter" :class="{ waiting: file.state !== 'sending' }" role="progressbar"
    aria-valuemin="0" aria-valuemax="100" :aria-valuenow="percent(file)" :aria-label="'Upload of ' + file.name" :style="{ '--share': file.sent / file.size }"><i></i></div>
</li>`;

export default {
  props: { mode: String, maxBytes: Number, hint: String },
  emits: ["added", "progress", "uploaded", "failed", "submit", "queue"],
  template: `
<section v-if="mode === 'zone'" class="stack" aria-label="Your mixes">
  <div class="zone" :class="{ over: queue.over }" data-testid="drop-zone">
    <div class="title">{{ queue.over ? 'Let go to add' : 'Drop your mixes here' }}</div>
    <div class="quiet">{{ hint }}</div>
    <button type="button" class="button" data-testid="choose-files" @click="pick">Choose files</button>
  </div>
  <ul v-if="queue.files.length" class="uploads" data-testid="uploads">${ROW}</ul>
</section>
<div v-else>
  <input ref="input" type="file" multiple :accept="accept" class="hidden-visually" tabindex="-1" aria-hidden="true" data-testid="file-input" @change="picked">
  <aside v-if="queue.files.length && !queue.zones" class="dock" aria-label="Uploads" data-testid="upload-dock">
    <div class="row spread"><span class="strong">Uploads</span><a href="/">Show</a></div>
    <ul class="uploads">${ROW}</ul>
  </aside>
</div>`,
  data: () => ({ queue, accept: "audio/*,.wav,.aif,.aiff,.aifc,.flac,.mp3,.ogg,.oga,.opus,.m4a,.mp4,.caf,.w64,.rf64,.bwf" }),
  mounted() {
    if (this.mode === "zone") return void queue.zones++;
    engine = this;
    document.addEventListener("dragover", this.dragover);
    document.addEventListener("dragleave", this.dragleave);
    document.addEventListener("drop", this.drop);
    setTimeout(() => window.socket?.on("disconnect", () => (lost = true)));
    restore();
    if (wanted) this.$refs.input.click();
    wanted = false;
  },
  unmounted() {
    if (this.mode === "zone") return void queue.zones--;
    document.removeEventListener("dragover", this.dragover);
    document.removeEventListener("dragleave", this.dragleave);
    document.removeEventListener("drop", this.drop);
  },
  methods: {
    // called by Python: level everything in the queue like this, now or as soon as it is here
    start(choice) {
      queue.files.filter((file) => file.state !== "failed" && !file.choice).forEach((file) => {
        file.choice = choice;
        hand(file);
      });
      changed();
    },
    settled(key, refusal) {
      const file = find(key);
      if (!file) return;
      if (refusal) {
        file.again = refusal.again;
        fail(file, refusal.sentence);
        return void changed();
      }
      file.state = "submitted";
      remove(key);
    },
    again(file) {
      if (file.id) Object.assign(find(file.key), { state: "ready", error: "" });
      else Object.assign(find(file.key), { state: "waiting", tries: 0 });
      next();
    },
    moving: (file) => ["waiting", "sending", "paused"].includes(file.state),
    retryable: (file) => (file.id === null ? sources.has(file.key) : file.again),
    remove,
    pick: () => (engine ? engine.$refs.input.click() : (wanted = true)),
    picked(event) {
      add([...event.target.files], this.maxBytes);
      event.target.value = "";
    },
    carriesFiles: (event) => [...(event.dataTransfer?.types || [])].includes("Files"),
    dragover(event) {
      if (!this.carriesFiles(event)) return;
      event.preventDefault();
      queue.over = true;
    },
    dragleave(event) {
      if (!event.relatedTarget) queue.over = false;
    },
    drop(event) {
      if (!this.carriesFiles(event)) return;
      event.preventDefault();
      queue.over = false;
      add([...event.dataTransfer.files], this.maxBytes);
    },
    percent: (file) => Math.floor((100 * file.sent) / file.size),
    words(file) {
      if (file.state === "waiting") return `${bytes(file.size)} · waits for its turn${file.choice ? ", then starts by itself" : ""}`;
      if (file.state === "paused") return "The connection is broken. Trying again by itself …";
      if (file.state === "ready") return `${bytes(file.size)} · uploaded`;
      if (file.state === "submitting" || file.state === "submitted") return "A first look at the file …";
      const rate = file.speed ? ` · ${bytes(file.speed)}/s · ${timeLeft(file)}` : "";
      return `${this.percent(file)} % of ${bytes(file.size)}${rate}${file.choice ? " · starts by itself" : ""}`;
    },
  },
};
