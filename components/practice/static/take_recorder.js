// Records a take, alone or along with the band, and measures how late this device is: it plays clicks and hears them again.
import { Apart, Band, stage, Timed } from "levelmix-band";
import { level, missing, record, refusal, wav } from "levelmix-recording";
import { add } from "levelmix-uploads";

const KEPT = "levelmix-practice-delay";
const [LOUD_DB, FLOOR_DB, FALL_DB] = [-1, -60, 1.2];
const [LEAST_S, AFTER_S, SOON_S] = [1, 1.2, 0.3];
const [CLICK_HZ, CLICK_S, CLICK_FALL, CLICK_LOUD] = [2000, 0.012, 400, 0.7];
const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

export default {
  props: { most: Number, maxBytes: Number, clicks: Array, lasts: Number, address: String },
  template: `
<div class="stack" :data-state="state" data-testid="recorder">
  <div class="meter big" role="meter" aria-label="Level of the microphone" aria-valuemin="-60" aria-valuemax="0" :aria-valuenow="Math.round(shown)"
    :class="{ failed: tooLoud, waiting: state !== 'recording' }" :style="{ '--share': share }" data-testid="recorder-level"><i></i></div>
  <div class="row">
    <template v-if="state !== 'recording'">
      <button type="button" class="button main-action" :disabled="Boolean(unable) || busy" :aria-busy="String(state === 'asking' && along)" data-testid="record-along" @click="begin(true)">Record with the band</button>
      <button type="button" class="button" :disabled="Boolean(unable) || busy" :aria-busy="String(state === 'asking' && !along)" data-testid="record" @click="begin(false)">Record alone</button>
    </template>
    <button v-else type="button" class="button danger" data-testid="record-stop" @click="end">Stop</button>
    <span class="number" role="timer" data-testid="recorder-time">{{ clock }}</span>
  </div>
  <label class="switch" v-if="!unable"><input type="checkbox" v-model="guided" data-testid="guided"><span>Hear the written notes, too, while the band plays</span></label>
  <p class="small quiet" aria-live="polite" data-testid="recorder-says">{{ says }}</p>
  <div class="row" v-if="!unable">
    <span class="small" data-testid="delay">{{ told }}</span>
    <button type="button" class="button bare" :disabled="busy || state === 'recording'" :aria-busy="String(state === 'measuring')" data-testid="measure" @click="measure">
      {{ delay === null ? 'Measure it' : 'Measure again' }}</button>
    <button v-if="delay !== null && !busy" type="button" class="button bare" data-testid="forget" @click="keep(null)">Forget it</button>
  </div>
  <p class="small" role="status" data-testid="measured">{{ found }}</p>
</div>`,
  data: () => ({ state: "idle", along: false, guided: false, seconds: 0, shown: FLOOR_DB, trouble: "", taken: 0, delay: null, found: "", unable: missing() }),
  computed: {
    busy: (self) => self.state === "asking" || self.state === "measuring",
    share: (self) => Math.max(0, (self.shown - FLOOR_DB) / -FLOOR_DB),
    tooLoud: (self) => self.state === "recording" && self.shown > LOUD_DB,
    clock: (self) => `${Math.floor(self.seconds / 60)}:${String(Math.floor(self.seconds % 60)).padStart(2, "0")}`,
    told: (self) => (self.delay === null ? "The delay of this device is not known, so it is not told whether you rush or drag against the band." : `This device is ${self.delay} ms late, which is taken off.`),
    says(self) {
      if (self.unable || self.trouble) return self.unable || self.trouble;
      if (self.state === "asking") return "Allow the microphone …";
      if (self.state === "measuring") return "Six clicks: take off your headphones, and be quiet for five seconds.";
      if (self.state !== "recording") return self.taken ? "It is scored below." : "With the band, wear headphones; it counts you in. Alone, count yourself in, and play from the first bar.";
      return self.tooLoud ? "Too loud: turn the input down, or move away." : "Recording.";
    },
  },
  mounted() {
    const kept = Number.parseInt(localStorage.getItem(KEPT) ?? "", 10);
    this.delay = Number.isNaN(kept) ? null : kept;
  },
  unmounted() {
    this.leave();
  },
  methods: {
    keep(delay) {
      this.delay = delay;
      this.found = "";
      if (delay === null) localStorage.removeItem(KEPT);
      else localStorage.setItem(KEPT, String(delay));
    },
    async opened(state) {
      Object.assign(this, { state, trouble: "", found: "" });
      const timed = new Timed();
      try {
        this.tape = await record((block) => this.tape && this.hear(timed, block));
      } catch (error) {
        Object.assign(this, { state: "idle", trouble: refusal(error) });
        return null;
      }
      return timed;
    },
    hear(timed, block) {
      timed.hear(block, this.tape.rate);
      if (this.state === "measuring") return;
      this.shown = Math.max(level(block), this.shown - FALL_DB, FLOOR_DB);
      if (this.state !== "recording") return;
      this.seconds = timed.frames / this.tape.rate;
      if (this.seconds >= this.most) this.end();
    },
    async begin(along) {
      Object.assign(this, { along, seconds: 0 });
      this.timed = await this.opened("asking");
      if (!this.timed) return;
      if (along && !(await stage.along?.begin(this.guided ? [] : ["melody"]))) {
        this.leave();
        this.trouble = "The band cannot play right now, so nothing was recorded. Try again, or record alone.";
        return;
      }
      this.state = "recording";
      this.band = along ? stage.along.band : null;
      this.band?.addEventListener("change", this.ended);
    },
    // The band is through: what still sounds is recorded, too.
    async ended() {
      const tape = this.tape;
      if (this.band.playing) return;
      await wait(AFTER_S);
      if (this.tape === tape && this.state === "recording") this.end();
    },
    leave() {
      this.tape?.stop();
      this.tape = null;
      this.band?.removeEventListener("change", this.ended);
      if (this.band?.playing) this.band.stop();
      Object.assign(this, { state: "idle", shown: FLOOR_DB });
    },
    end() {
      const { rate } = this.tape;
      const began = this.band ? Math.round(this.band.began - this.timed.began) : null;
      this.leave();
      this.band = null;
      if (this.seconds < LEAST_S) {
        this.trouble = "That was shorter than a second, so it was not kept. Play at least a bar.";
        return;
      }
      this.taken += 1;
      const name = `Take ${new Date().toISOString().slice(0, 19).replace(/\D/g, "")}-${this.taken}.wav`;
      this.$emit("played", { name, began: began !== null && began >= 0 ? began : null, delay: this.delay });
      add([new File([wav(this.timed.blocks, rate)], name, { type: "audio/wav", lastModified: Date.now() })], this.maxBytes);
    },
    async measure() {
      const timed = await this.opened("measuring");
      if (!timed) return;
      const band = new Band([], "");
      const apart = new Apart();
      band.open();
      await band.context.resume();
      const begins = band.context.currentTime + SOON_S;
      for (const at of this.clicks) this.click(band, begins + at);
      while (band.context.currentTime < begins + this.lasts + 1) {
        apart.look(band.context);
        await wait(0.05);
      }
      const { rate } = this.tape;
      this.leave();
      band.close();
      await this.judged(wav(timed.from(apart.at(begins), rate), rate));
    },
    click({ context, gains }, at) {
      const buffer = context.createBuffer(1, Math.round(CLICK_S * context.sampleRate), context.sampleRate);
      const samples = buffer.getChannelData(0).map((_, n) => {
        const second = n / context.sampleRate;
        return CLICK_LOUD * Math.sin(2 * Math.PI * CLICK_HZ * second) * Math.exp(-second * CLICK_FALL);
      });
      buffer.copyToChannel(samples, 0);
      const source = new AudioBufferSourceNode(context, { buffer });
      source.connect(gains.click);
      source.start(at);
    },
    async judged(body) {
      try {
        const answer = await fetch((window.path_prefix || "") + this.address, { method: "POST", body });
        const said = await answer.json().catch(() => ({}));
        if (!answer.ok) this.trouble = typeof said.error === "string" ? said.error : "The server could not read the clicks. Try again.";
        else {
          if (said.latency_ms !== null) this.keep(said.latency_ms);
          this.found = said.words;
        }
      } catch {
        this.trouble = "The server can’t be reached. Check your connection and try again.";
      }
    },
  },
};
