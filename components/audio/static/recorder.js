// Records a sample of a voice: a text to read, a meter, and what was recorded goes into the queue of uploads.
import { add, queue } from "levelmix-uploads";
import { level, missing, record, refusal, wav } from "levelmix-recording";

const [QUIET_DB, LOUD_DB, FLOOR_DB] = [-30, -2, -60];
const [HINT_S, FALL_DB] = [1.5, 1.2];
const NUMBERED = /^Recording (\d+)\.wav$/;
const numbers = () => queue.files.map(({ name }) => Number(NUMBERED.exec(name)?.[1] || 0));

export default {
  props: { text: Array, most: Number, maxBytes: Number, least: Number, hint: String, going: String, added: String },
  template: `
<div class="stack" :data-state="state" data-testid="recorder">
  <div class="stack tight" lang="en" data-testid="recorder-text"><p v-for="line in text" :key="line">{{ line }}</p></div>
  <div class="meter big" role="meter" aria-label="Level of the microphone" aria-valuemin="-60" aria-valuemax="0" :aria-valuenow="Math.round(shown)"
    :class="{ failed: tooLoud, waiting: state !== 'recording' }" :style="{ '--share': share }" data-testid="recorder-level"><i></i></div>
  <div class="row">
    <button type="button" class="button" :class="on ? 'danger' : 'main-action'" :disabled="Boolean(unable)" :aria-busy="String(state === 'asking')"
      :data-testid="on ? 'record-stop' : 'record'" @click="on ? end() : begin()">{{ on ? 'Stop' : 'Record' }}</button>
    <span class="number" role="timer" data-testid="recorder-time">{{ clock }}</span>
    <span class="small" :class="unable || trouble ? 'wrong' : 'quiet'" aria-live="polite" data-testid="recorder-says">{{ says }}</span>
  </div>
  <figure v-if="isBelow && !on" class="sound">
    <figcaption class="small quiet">{{ name }}</figcaption>
    <audio :src="sound" controls :aria-label="name" data-testid="recorder-sound"></audio>
  </figure>
</div>`,
  data: () => ({ state: "idle", seconds: 0, shown: FLOOR_DB, trouble: "", taken: 0, quietFor: 0, name: "", sound: "", unable: missing() }),
  computed: {
    on: (self) => self.state === "recording",
    isBelow: (self) => Boolean(self.name) && queue.files.some(({ name }) => name === self.name),
    share: (self) => Math.max(0, (self.shown - FLOOR_DB) / -FLOOR_DB),
    tooLoud: (self) => self.on && self.shown > LOUD_DB,
    clock: (self) => `${Math.floor(self.seconds / 60)}:${String(Math.floor(self.seconds % 60)).padStart(2, "0")} of ${Math.floor(self.most / 60)}:${String(self.most % 60).padStart(2, "0")}`,
    says: (self) => self.unable || self.trouble || self.advice,
    advice(self) {
      if (self.state === "asking") return "Allow the microphone …";
      if (!self.on) return self.isBelow ? self.added : self.hint;
      if (self.tooLoud) return "Too loud: move away a little.";
      if (self.quietFor > HINT_S) return "Hardly to be heard: come closer, or speak up.";
      return self.going;
    },
  },
  mounted() {
    addEventListener("beforeunload", this.stay);
  },
  unmounted() {
    removeEventListener("beforeunload", this.stay);
    if (this.on) this.end(); // what was recorded is kept when somebody goes to another screen
    this.tape?.stop();
    this.state = "gone";
    URL.revokeObjectURL(this.sound);
  },
  methods: {
    stay(event) {
      if (!this.on) return;
      event.preventDefault();
      event.returnValue = "A recording is still running.";
    },
    async begin() {
      if (this.state !== "idle") return;
      Object.assign(this, { state: "asking", trouble: "", seconds: 0, quietFor: 0 });
      this.blocks = [];
      try {
        this.tape = await record((block) => this.hear(block), this.lost);
      } catch (error) {
        if (this.state === "asking") Object.assign(this, { state: "idle", trouble: refusal(error) });
        return;
      }
      if (this.state === "asking") this.state = "recording";
      else this.tape.stop(); // nobody is here any more
    },
    hear(block) {
      if (!this.on) return;
      this.blocks.push(block);
      const [now, length] = [level(block), block.length / this.tape.rate];
      this.shown = Math.max(now, this.shown - FALL_DB, FLOOR_DB);
      this.quietFor = this.shown < QUIET_DB ? this.quietFor + length : 0;
      this.seconds += length;
      if (this.seconds >= this.most) this.end();
    },
    lost() {
      if (!this.on) return;
      this.end();
      this.trouble = "The microphone is gone. What came before is kept, if it is long enough.";
    },
    end() {
      this.tape.stop();
      Object.assign(this, { state: "idle", shown: FLOOR_DB });
      if (this.seconds < this.least) {
        this.trouble = `That was too short: record at least ${this.least} ${this.least === 1 ? "second" : "seconds"}.`;
        return;
      }
      this.taken = Math.max(this.taken, ...numbers()) + 1;
      this.name = `Recording ${this.taken}.wav`;
      const file = new File([wav(this.blocks, this.tape.rate)], this.name, { type: "audio/wav", lastModified: Date.now() });
      URL.revokeObjectURL(this.sound);
      this.sound = URL.createObjectURL(file);
      add([file], this.maxBytes);
      this.blocks = [];
    },
  },
};
