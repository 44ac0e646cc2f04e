// How a version looks, with what was said at its place. A press plays from there; the player beside it tells the time.
// Whatever has data-seeks (a time in milliseconds) plays from there when pressed.
import { clock } from "levelmix-timeline/scale.js";

export default {
  props: { job: String, look: String, said: Array },
  template: `
<div class="review-wave" data-testid="review-wave" :data-seconds="at.toFixed(2)">
  <div ref="field" class="review-field" role="slider" tabindex="0" aria-label="Place in this version" aria-valuemin="0" :aria-valuemax="Math.round(seconds)"
    :aria-valuenow="Math.round(at)" :aria-valuetext="clock(at) + ' of ' + clock(seconds)" @pointerdown="press" @keydown="key">
    <canvas ref="canvas" aria-hidden="true"></canvas>
    <i class="review-head" aria-hidden="true" :style="{ left: share(at) }"></i>
  </div>
  <div v-if="placed.length" class="review-marks">
    <button v-for="one in placed" :key="one.id" type="button" class="review-mark" :class="{ done: one.done, studio: one.studio }" :style="{ left: share(one.at) }"
      :aria-label="one.by + ' at ' + clock(one.at) + ': ' + one.text" :title="one.by + ': ' + one.text" data-testid="review-mark" @click="go(one)">{{ one.by.slice(0, 1).toUpperCase() }}</button>
  </div>
</div>`,
  data: () => ({ at: 0, seconds: 0, peaks: [] }),
  computed: {
    placed: (self) => (self.seconds ? self.said.filter(({ at }) => at !== null && at <= self.seconds) : []),
  },
  watch: {
    look: { immediate: true, handler() { this.load(); } },
    at() { this.draw(); },
  },
  mounted() {
    this.told = ({ detail }) => detail.job === this.job && (this.at = detail.seconds);
    this.pressed = (event) => {
      const found = event.target.closest?.("[data-seeks]");
      if (found) this.seek(Number(found.dataset.seeks) / 1000, true);
    };
    window.addEventListener("levelmix:time", this.told);
    window.addEventListener("click", this.pressed);
    this.resizes = new ResizeObserver(() => this.draw());
    this.resizes.observe(this.$refs.field);
    this.theme = new MutationObserver(() => this.draw());
    this.theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  },
  unmounted() {
    window.removeEventListener("levelmix:time", this.told);
    window.removeEventListener("click", this.pressed);
    [this.resizes, this.theme].forEach((watcher) => watcher.disconnect());
  },
  methods: {
    clock,
    share(seconds) { return `${this.seconds ? Math.min(100, (100 * seconds) / this.seconds) : 0}%`; },
    async load() {
      const answer = await fetch((window.path_prefix || "") + this.look).catch(() => null);
      if (!answer?.ok) return;
      const { seconds, peaks } = await answer.json();
      Object.assign(this, { seconds: seconds || 0, peaks });
      this.draw();
    },
    draw() {
      const canvas = this.$refs.canvas;
      if (!canvas?.clientWidth || !this.peaks.length) return;
      const [ratio, width, height] = [window.devicePixelRatio || 1, canvas.clientWidth, canvas.clientHeight];
      [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
      const pen = canvas.getContext("2d");
      const style = getComputedStyle(canvas);
      const [played, rest] = ["--key", "--line-2"].map((name) => style.getPropertyValue(name).trim());
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      const count = Math.max(1, Math.floor(width / 3));
      for (let bar = 0; bar < count; bar++) {
        const from = Math.floor((bar * this.peaks.length) / count);
        const some = this.peaks.slice(from, Math.max(from + 1, Math.floor(((bar + 1) * this.peaks.length) / count)));
        const tall = Math.max(2, (Math.max(...some) / 100) * (height - 4));
        pen.fillStyle = (bar + 0.5) / count <= this.at / (this.seconds || 1) ? played : rest;
        pen.fillRect(bar * 3, (height - tall) / 2, 2, tall);
      }
    },
    seek(seconds, play = false) {
      this.at = Math.max(0, Math.min(seconds, this.seconds || seconds));
      window.dispatchEvent(new CustomEvent("levelmix:seek", { detail: { job: this.job, seconds: this.at, play } }));
      window.dispatchEvent(new CustomEvent("levelmix:time", { detail: { job: this.job, seconds: this.at } }));
    },
    press(event) {
      const { left, width } = this.$refs.field.getBoundingClientRect();
      this.seek(((event.clientX - left) / width) * this.seconds, true);
    },
    key(event) {
      const step = { ArrowLeft: -5, ArrowRight: 5, ArrowDown: -5, ArrowUp: 5, PageDown: -30, PageUp: 30, Home: -1e9, End: 1e9 }[event.key];
      if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.seek(this.at + step);
    },
    go(one) {
      this.seek(one.at, true);
      document.getElementById(`said-${one.id}`)?.scrollIntoView({ block: "nearest" });
    },
  },
};
