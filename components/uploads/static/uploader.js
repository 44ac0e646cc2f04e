// Uploads, drawn: the shell holds one instance in mode "dock" (it owns the file dialogs, listens for drops anywhere, and talks
// to Python); the Level screen shows another one in mode "zone". Both draw the one queue of "levelmix-uploads".
import {
  aboutAll, aboutFile, aboutMany, add, again, bytes, connect, filesOf, pause, percent, queue, remove, removeUnfinished, resume,
  retryable, settled, soundOf, start, taken,
} from "levelmix-uploads";

let engine = null; // the instance in mode "dock"
let wanted = ""; // a visitor pressed "Choose files" before the dock was there
const pick = (what) => (engine ? engine.$refs[what].click() : (wanted = what));

// What there is only with files is a part of its own: Vue reads the template of a part when it is first drawn.
const AllUploads = {
  template: `
<div v-if="all" class="row spread all-uploads" data-testid="all-uploads">
  <span class="small">{{ all.text }}</span>
  <button type="button" class="button bare small" data-testid="pause-all" @click="all.going ? pause(...queue.files) : resume(...queue.files)">
    {{ all.going ? 'Pause all' : 'Resume all' }}</button>
</div>
<p v-if="queue.serverRestarted" class="small quiet" role="status" data-testid="server-restarted">
  The server was restarted. The uploads go on; this page is loaded again when they are done.</p>`,
  data: () => ({ queue }),
  computed: { all: () => aboutAll(queue.files) },
  methods: { pause, resume },
};

const UploadRows = {
  template: `
<li v-for="file in queue.files" :key="file.key" class="upload" data-testid="upload" :data-state="file.state">
  <div class="name" :title="file.name">{{ file.name }}</div>
  <div class="acts">
    <button v-if="file.state === 'failed' && retryable(file)" type="button" class="button bare" data-testid="upload-retry" @click="again(file)">Try again</button>
    <button v-if="['sending', 'broken', 'waiting'].includes(file.state)" type="button" class="button bare" data-testid="upload-pause" @click="pause(file)"
      :aria-label="'Pause ' + file.name">Pause</button>
    <button v-if="file.state === 'paused'" type="button" class="button bare" data-testid="upload-resume" @click="resume(file)"
      :aria-label="'Resume ' + file.name">Resume</button>
    <button v-if="!['submitting', 'submitted'].includes(file.state)" type="button" class="button bare" data-testid="upload-remove" @click="drop(file, $event)"
      :aria-label="(moving(file) ? 'Cancel ' : 'Remove ') + file.name">
      {{ moving(file) ? 'Cancel' : 'Remove' }}</button>
  </div>
  <div v-if="file.state === 'failed'" class="error" role="alert" data-testid="upload-error">{{ file.error }}</div>
  <div v-else class="small quiet about" data-testid="upload-state">{{ aboutFile(file) }}</div>
  <div v-if="moving(file)" class="meter" :class="{ waiting: file.state !== 'sending' }" role="progressbar"
    aria-valuemin="0" aria-valuemax="100" :aria-valuenow="percent(file)" :aria-label="'Upload of ' + file.name" :style="{ '--share': file.sent / file.size }"><i></i></div>
</li>
<li v-for="note in queue.unfinished" :key="note.url" class="upload" data-testid="unfinished">
  <div class="name quiet">{{ note.name }}</div>
  <div class="acts">
    <button type="button" class="button bare" @click="pick('files')" :aria-label="'Choose ' + note.name + ' again'">Choose again</button>
    <button type="button" class="button bare" data-testid="unfinished-remove" @click="removeUnfinished(note)" :aria-label="'Remove ' + note.name">Remove</button>
  </div>
  <div class="small quiet about">{{ percent(note) }} % of {{ bytes(note.size) }} are here. Choose the same file again, and it goes on from there.</div>
  <div class="meter stopped" :style="{ '--share': note.sent / note.size }"><i></i></div>
</li>`,
  data: () => ({ queue }),
  methods: {
    aboutFile, again, bytes, pause, percent, removeUnfinished, resume, retryable,
    moving: (file) => ["waiting", "sending", "paused", "broken"].includes(file.state),
    pick,
    // The keyboard stays where it was, on the next row.
    drop(file, event) {
      const row = event.target.closest("li");
      const near = row.nextElementSibling || row.previousElementSibling;
      remove(file.key);
      (near?.querySelector("[data-testid=upload-remove]") || document.querySelector("[data-testid=choose-files]"))?.focus({ preventScroll: true });
    },
  },
};

export default {
  components: { AllUploads, UploadRows },
  props: { mode: String, owner: String, maxBytes: Number, direct: Boolean, accepts: Array, hint: String, things: String, anything: Boolean, single: Boolean },
  emits: ["added", "progress", "uploaded", "failed", "chosen", "submit", "queue"],
  template: `
<section v-if="mode === 'zone'" class="stack" :aria-label="'Your ' + things">
  <div class="zone" :class="{ over, brief: many }" data-testid="drop-zone">
    <div class="title">{{ over ? 'Let go to add' : 'Drop your ' + things + ' here' }}</div>
    <div class="quiet hint">{{ hint }}</div>
    <div class="row">
      <button type="button" class="button" data-testid="choose-files" @click="pick('files')">{{ single ? 'Choose a file' : 'Choose files' }}</button>
      <button v-if="!single" type="button" class="button bare folder" data-testid="choose-folder" @click="pick('folder')">Choose a folder</button>
    </div>
    <div v-if="queue.note" class="wrong" role="alert" data-testid="drop-note">{{ queue.note }}</div>
  </div>
  <AllUploads v-if="queue.files.length || queue.serverRestarted"/>
  <p v-if="many && !all" class="small quiet" data-testid="many-uploads">{{ many }}</p>
  <ul v-if="queue.files.length || queue.unfinished.length" class="uploads" :class="{ many }" data-testid="uploads"><UploadRows/></ul>
</section>
<div v-else>
  <input ref="files" type="file" multiple :accept="offered" class="hidden-visually" tabindex="-1" aria-hidden="true" data-testid="file-input" @change="picked">
  <input ref="folder" type="file" webkitdirectory class="hidden-visually" tabindex="-1" aria-hidden="true" data-testid="folder-input" @change="picked">
  <div class="hidden-visually" role="status">{{ queue.said }}</div>
  <aside v-if="queue.files.length && !zones" class="dock" aria-label="Uploads" data-testid="upload-dock">
    <div class="row spread"><span class="strong">Uploads</span><a href="/">Show</a></div>
    <AllUploads/>
    <ul class="uploads"><UploadRows/></ul>
  </aside>
</div>`,
  data: () => ({ queue }),
  computed: {
    offered: (self) => (queue.anything ? null : ["audio/*", ...self.accepts].join()),
    looked: (self) => (queue.anything ? null : self.accepts),
    all: () => aboutAll(queue.files),
    many: () => aboutMany(queue.files),
    over: () => queue.over,
    zones: () => queue.zones,
  },
  mounted() {
    if (this.mode === "zone") {
      queue.zones += 1;
      queue.anything += Number(this.anything);
      return;
    }
    engine = this;
    for (const event of ["dragover", "dragleave", "drop"]) document.addEventListener(event, this[`when_${event}`]);
    connect(this.owner, this.direct, (event, what) => this.$emit(event, what));
    if (wanted) this.$refs[wanted].click();
    wanted = "";
  },
  unmounted() {
    if (this.mode === "zone") {
      queue.zones -= 1;
      queue.anything -= Number(this.anything);
      return;
    }
    for (const event of ["dragover", "dragleave", "drop"]) document.removeEventListener(event, this[`when_${event}`]);
  },
  methods: {
    pick, settled, start, taken,
    picked(event) {
      const chosen = event.target === this.$refs.folder ? soundOf(event.target.files, this.looked) : [...event.target.files];
      this.take(chosen, chosen.length === 0 && event.target.files.length > 0);
      event.target.value = "";
    },
    take(files, silent) {
      queue.note = silent ? "There is no sound file in this folder." : "";
      add(files, this.maxBytes);
    },
    carriesFiles: (event) => [...(event.dataTransfer?.types || [])].includes("Files"),
    when_dragover(event) {
      if (!this.carriesFiles(event)) return;
      event.preventDefault();
      queue.over = true;
    },
    when_dragleave(event) {
      if (!event.relatedTarget) queue.over = false;
    },
    async when_drop(event) {
      if (!this.carriesFiles(event)) return;
      event.preventDefault();
      queue.over = false;
      const { files, silent } = await filesOf(event.dataTransfer, this.looked);
      this.take(files, silent);
    },
  },
};
