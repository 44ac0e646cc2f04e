// Records a sample of a voice: a text to read, a meter, and what was recorded goes into the queue of uploads.
import { add } from "levelmix-uploads";
import { level, missing, record, refusal, wav } from "levelmix-recording";

const [QUIET_DB, LOUD_DB, FLOOR_DB] = [-30, -2, -60];
const [HINT_S, FALL_DB] = [1.5, 1.2];

export default {
  props: { text: Array, most: Number, maxBytes: Number, least: Number, hint: String, added: String },
  template: `
<div class="stack" :data-state="state" data-testid="recorder">
  <div class="stack tight" lang="en" data-testid="recorder-text"><p v-for="line in text" :key="line">{{ line }}</p></div>
  <div class="meter big" role="meter" aria-label="Level of the microphone" aria-valuemin="-60" aria-valuemax="0" :aria-valuenow="Math.round(shown)"
    :class="{ failed: tooLoud, waiting: state !== 'recording' }" :style="{ '--share': share }" data-testid="recorder-level"><i></i></div>
  <div class="row">
    <button v-if="state !== 'recording'" type="button" class="button main-action" :disabled="Boolean(unable)" :aria-busy="String(state === 'asking')"
      data-testid="record" @click="begin">Record</button>
    <button v-else type="button" class="button danger" data-testid="record-stop" @click="end">Stop</button>
    <span class="number" role="timer" data-testid="recorder-time">{{ clock }}</span>
    <span class="small quiet" aria-live="polite" data-testid="recorder-says">{{ says }}</span>
  </div>
</div>`,
  data: () => ({ state: "idle", seconds: 0, shown: FLOOR_DB, trouble: "", taken: 0, quietFor: 0, unable: missing() }),
  computed: {
    share: (self) => Math.max(0, (self.shown - FLOOR_DB) / -FLOOR_DB),
    tooLoud: (self) => self.state === "recording" && self.shown > LOUD_DB,
    clock: (self) => `${Math.floor(self.seconds / 60)}:${String(Math.floor(self.seconds % 60)).padStart(2, "0")} of ${Math.floor(self.most / 60)}:${String(self.most % 60).padStart(2, "0")}`,
    says: (self) => self.unable || self.trouble || self.advice,
    advice(self) {
      if (self.state === "asking") return "Allow the microphone …";
      if (self.state !== "recording") return self.taken ? self.added : self.hint;
      if (self.tooLoud) return "Too loud: move away a little.";
      if (self.quietFor > HINT_S) return "Hardly to be heard: come closer, or speak up.";
      return "Recording. Read on.";
    },
  },
  unmounted() {
    this.tape?.stop();
  },
  methods: {
    async begin() {
      Object.assign(this, { state: "asking", trouble: "", seconds: 0, quietFor: 0 });
      this.blocks = [];
      try {
        this.tape = await record((block) => this.hear(block));
        this.state = "recording";
      } catch (error) {
        Object.assign(this, { state: "idle", trouble: refusal(error) });
      }
    },
    hear(block) {
      if (this.state !== "recording") return;
      this.blocks.push(block);
      const [now, length] = [level(block), block.length / this.tape.rate];
      this.shown = Math.max(now, this.shown - FALL_DB, FLOOR_DB);
      this.quietFor = this.shown < QUIET_DB ? this.quietFor + length : 0;
      this.seconds += length;
      if (this.seconds >= this.most) this.end();
    },
    end() {
      this.tape.stop();
      Object.assign(this, { state: "idle", shown: FLOOR_DB });
      if (this.seconds < this.least) {
        this.trouble = `That were only ${Math.floor(this.seconds)} seconds: record at least ${this.least}.`;
        return;
      }
      this.taken += 1;
      add([new File([wav(this.blocks, this.tape.rate)], `Recording ${this.taken}.wav`, { type: "audio/wav", lastModified: Date.now() })], this.maxBytes);
      this.blocks = [];
    },
  },
};
