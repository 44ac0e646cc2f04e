// How loud: presets, a needle on the ruler, and the number itself. All three always show the same.
const [QUIETEST, LOUDEST, TOP] = [-40, -3, 0];
const signed = (value) => value.toFixed(1).replace("-", "\u2212");

export default {
  props: { presets: Array, target: Number, ceiling: Number, name: String, format: String, formats: Boolean, even: Number, tracklist: String, stream: Number, encodings: Array },
  emits: ["change", "list"],
  data() {
    return { now: this.target, top: this.ceiling, typed: this.target.toFixed(1), typedTop: this.ceiling.toFixed(1), kept: this.name, into: this.format, evenly: this.even || 0, list: this.tracklist || "", sound: this.stream ?? "", read: null, file: "", encoding: "", dragging: false };
  },
  template: `
<div class="picker" data-testid="loudness-picker">
  <div v-if="presets.length" class="chips" role="group" aria-label="Presets">
    <button v-for="preset in presets" :key="preset.id" type="button" class="chip" data-testid="preset-chip" :title="preset.description"
      :aria-pressed="String(preset === chosen)" @click="take(preset)">{{ preset.name }} <span class="number">{{ signed(preset.lufs) }}</span></button>
  </div>
  <div class="ruler pick">
    <div class="scale" aria-hidden="true">
      <span v-for="preset in presets" class="lamp" :class="{ on: preset.lufs === now }" :style="{ left: at(preset.lufs) }"></span>
      <span v-for="mark in marks" class="tick" :class="{ five: mark % 5 === 0, 'thin-out': mark % 10 !== 0 }" :style="{ left: at(mark) }"><span v-if="mark % 5 === 0">{{ signed(mark).slice(0, -2) }}</span></span>
      <span class="needle" :style="{ left: at(now) }"></span>
    </div>
    <input type="range" :min="${QUIETEST}" :max="${LOUDEST}" step="0.1" :value="now" aria-label="Loudness on the ruler" :aria-valuetext="signed(now) + ' LUFS'"
      data-testid="loudness-slider" @pointerdown="dragging = true" @pointerup="dragging = false" @input="slide">
  </div>
  <div class="pick-row">
    <div class="field"><label :for="id + 'l'">Loudness</label>
      <span class="with-unit"><input :id="id + 'l'" class="input number" type="number" inputmode="text" min="${QUIETEST}" max="${LOUDEST}" step="0.1" v-model="typed"
        data-testid="loudness-number" @input="write" @blur="typed = now.toFixed(1)">LUFS</span></div>
    <div class="field"><label :for="id + 'c'">True-peak ceiling</label>
      <span class="with-unit"><input :id="id + 'c'" class="input number little" type="number" inputmode="text" min="-9" max="0" step="0.1" v-model="typedTop"
        data-testid="ceiling-number" @input="writeTop" @blur="typedTop = top.toFixed(1)">dBTP</span></div>
    <div v-if="formats" class="field"><label :for="id + 'f'">Format</label>
      <select :id="id + 'f'" class="input" v-model="into" data-testid="format" @change="tell">
        <option value="">Same as the original</option><option value="wav">WAV</option><option value="flac">FLAC</option><option value="mp3">MP3</option><option value="m4a">AAC (M4A)</option>
      </select></div>
    <div v-if="formats" class="field"><label :for="id + 'e'">Tracks inside the mix</label>
      <select :id="id + 'e'" class="input" v-model.number="evenly" data-testid="even" @change="tell">
        <option :value="0">Leave their levels</option><option :value="50">Half as uneven</option><option :value="100">All as loud</option>
        <option v-if="![0, 50, 100].includes(evenly)" :value="evenly">{{ evenly }} % evened</option>
      </select></div>
    <p class="small quiet grow" style="max-width: 46ch" aria-live="polite">{{ advice }}</p>
  </div>
  <details v-if="formats" class="small" :open="!!evenly || !!list"><summary data-testid="tracklist-open">Tracklist, if you have one</summary>
  <div class="field tracklist"><label :for="id + 't'" class="hidden-visually">Tracklist</label>
    <textarea :id="id + 't'" class="input" rows="4" spellcheck="false" placeholder="00:00 Artist - Title&#10;04:12 Artist - Title" v-model="list"
      data-testid="tracklist" @input="tell" @dragover.prevent.stop @drop.prevent.stop="dropList"></textarea>
    <p class="small quiet">Paste or drop a CUE sheet or lines with times. Histories and labels of DJ programs and editors do, too. Without one, the tracks are found by listening. Names and times come back as a file and as chapters; where tracks are evened, each gets one gain, and what happens inside a track stays.</p>
    <label class="small">Or open a file: <input type="file" accept=".cue,.txt,.csv,.tsv,.srt,.vtt,text/*" data-testid="tracklist-file" @change="openList"></label>
    <label v-if="file" class="small">Written in <select class="input" v-model="encoding" data-testid="tracklist-encoding" @change="sendList(encoding)">
      <option v-for="[code, name] in encodings" :key="code" :value="code">{{ name }}</option></select></label>
    <div v-if="read && list.trim()" class="small list-read" role="status" data-testid="tracklist-read">
      <p v-for="sentence in read.told" :class="read.count ? 'quiet' : 'note warn'">{{ sentence }}</p>
      <details v-if="read.count" :open="read.count <= 12"><summary>{{ read.count === 1 ? "1 track was read" : read.count + " tracks were read" }}; change the list above if one is wrong</summary>
        <ol><li v-for="[time, title] in read.tracks"><span class="number">{{ time }}</span> {{ title || "without a name" }}</li></ol></details>
    </div></div>
  </details>
  <details v-if="formats" class="small" :open="stream != null"><summary data-testid="stream-open">Several sounds in one file</summary>
  <div class="field"><label :for="id + 's'">Which sound (1, 2 …)</label>
    <input :id="id + 's'" class="input number little" type="number" inputmode="numeric" min="1" max="1000" step="1" v-model="sound" data-testid="stream" @input="tell">
    <p class="small quiet">For stem files, videos in two languages and the like, which are refused with the list of what is in them. That sound alone comes back.</p></div>
  </details>
</div>`,
  computed: {
    id() {
      return `pick${this.$.uid}`;
    },
    marks: () => Array.from({ length: TOP - QUIETEST + 1 }, (_, index) => QUIETEST + index),
    chosen() {
      const fits = this.presets.filter((preset) => preset.lufs === this.now && preset.ceiling === this.top);
      return fits.find((preset) => preset.name === this.kept) || fits[0];
    },
    advice() {
      if (this.chosen) return /** @type {any} */ (this.chosen).description;
      if (this.now > -7) return "Very loud: only a mix that is limited hard already comes out of this without audible work.";
      if (this.now > -12) return "Loud, as for clubs and downloads. Streaming services will turn it down again.";
      if (this.now > -17) return "What streaming services play at.";
      return "Quiet, with all its dynamics: broadcast and film work here.";
    },
  },
  methods: {
    signed,
    at: (value) => `${((value - QUIETEST) / (TOP - QUIETEST)) * 100}%`,
    set(target, ceiling) {
      this.now = Math.round(Math.min(LOUDEST, Math.max(QUIETEST, target)) * 10) / 10;
      this.top = Math.round(Math.min(0, Math.max(-9, ceiling)) * 10) / 10;
      this.tell();
    },
    tell() {
      this.$emit("change", { target: this.now, ceiling: this.top, name: this.chosen?.name ?? null, format: this.into, even: this.evenly, tracklist: this.list, stream: Math.max(0, Math.trunc(Number(this.sound))) || null });
    },
    dropList(event) {
      const file = event.dataTransfer.files[0];
      if (file) return this.takeFile(file);
      this.list = event.dataTransfer.getData("text");
      this.tell();
    },
    openList(event) {
      const file = event.target.files[0];
      if (file) return this.takeFile(file);
    },
    // what is no Unicode goes to the server as it is, which recognises what it is written in
    async takeFile(file) {
      if (file.size > 262144) return;
      const bytes = new Uint8Array(await file.arrayBuffer());
      this.file = "";
      try {
        if (bytes.includes(0)) throw new TypeError("two bytes a sign");
        this.list = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
        this.tell();
      } catch {
        this.file = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
        this.sendList("");
      }
    },
    sendList(encoding) {
      this.$emit("list", { bytes: this.file, encoding });
    },
    // called by Python
    showList(read, replaces) {
      this.read = read;
      if (!replaces) return;
      this.list = read.text;
      this.encoding = read.encoding;
      this.tell();
    },
    take(preset) {
      this.choose(preset.lufs, preset.ceiling, preset.name);
    },
    // also called by Python, for a preset that was pressed elsewhere
    choose(target, ceiling, name) {
      this.kept = name;
      this.set(target, ceiling);
      this.typed = this.now.toFixed(1);
      this.typedTop = this.top.toFixed(1);
    },
    slide(event) {
      const value = Number(event.target.value);
      this.set(this.dragging ? Math.round(value * 2) / 2 : value, this.top); // a finger is coarse, the keys are fine
      this.typed = this.now.toFixed(1);
    },
    write() {
      const value = Number(this.typed);
      if (this.typed !== "" && value >= QUIETEST && value <= LOUDEST) this.set(value, this.top);
    },
    writeTop() {
      const value = Number(this.typedTop);
      if (this.typedTop !== "" && value >= -9 && value <= 0) this.set(this.now, value);
    },
  },
};
