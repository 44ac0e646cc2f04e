// A recording and what was made of it: both play, and one is heard.
const STEP_S = 0.12;

function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds || 0));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export default {
  props: { before: String, after: String, louder: Number },
  template: `
<div class="compare panel" role="group" aria-label="Original and result" :data-heard="heard" data-testid="compare">
  <button type="button" class="button" :aria-label="playing ? 'Pause' : 'Play'" data-testid="compare-play" @click="toggle">{{ playing ? "Pause" : "Play" }}</button>
  <div class="compare-switch" role="radiogroup" aria-label="What is heard" @keydown="move">
    <button v-for="(label, name) in labels" :key="name" type="button" role="radio" class="chip" :aria-checked="String(heard === name)"
      :tabindex="heard === name ? 0 : -1" :data-testid="'compare-' + name" @click="hear(name)">{{ label }}</button>
  </div>
  <input class="compare-bar" type="range" min="0" :max="length || 1" step="0.01" :value="at" aria-label="Place" :aria-valuetext="told(at)" data-testid="compare-bar" @input="seek">
  <span class="number small quiet">{{ told(at) }} / {{ told(length) }}</span>
  <p v-if="failed" class="note bad compare-failed" role="alert">{{ failed }}</p>
  <audio v-for="(label, name) in labels" :key="name" :ref="name" preload="metadata" :src="root + $props[name]" :aria-label="label" :muted="heard !== name"
    @loadedmetadata="measure" @timeupdate="follow(name)" @ended="stop" @error="fail(label)"></audio>
</div>`,
  data: () => ({ heard: "after", playing: false, at: 0, length: 0, failed: "", labels: { before: "Original", after: "Result" }, root: window.path_prefix || "" }),
  mounted() {
    // Of both, the louder one is turned down: nobody should prefer it for that.
    const [before, after] = [this.sound("before"), this.sound("after")];
    before.volume = Math.min(1, 10 ** (-this.louder / 20));
    after.volume = Math.min(1, 10 ** (this.louder / 20));
    this.other = (event) => event.target instanceof HTMLAudioElement && !this.$el.contains(event.target) && this.stop();
    document.addEventListener("play", this.other, true);
  },
  unmounted() {
    document.removeEventListener("play", this.other, true);
    this.stop();
  },
  methods: {
    told: clock,
    sound(name) {
      return [this.$refs[name]].flat()[0];
    },
    both() {
      return ["before", "after"].map(this.sound).filter(Boolean);
    },
    async toggle() {
      if (this.playing) return this.stop();
      for (const sound of this.both()) sound.currentTime = this.at >= this.length - 0.05 ? 0 : this.at;
      try {
        await Promise.all(this.both().map((sound) => sound.play()));
        this.playing = true;
      } catch {
        this.stop();
      }
    },
    stop() {
      this.both().forEach((sound) => sound.pause());
      this.playing = false;
    },
    hear(name) {
      this.heard = name;
      this.$nextTick(() => this.$el.querySelector('[aria-checked="true"]')?.focus());
    },
    move(event) {
      if (["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].includes(event.key)) {
        event.preventDefault();
        this.hear(this.heard === "before" ? "after" : "before");
      }
    },
    seek(event) {
      this.at = Number(event.target.value);
      for (const sound of this.both()) sound.currentTime = this.at;
    },
    measure() {
      this.length = Math.max(...this.both().map((sound) => (Number.isFinite(sound.duration) ? sound.duration : 0)));
    },
    follow(name) {
      if (name !== this.heard) return;
      this.at = this.sound(name).currentTime;
      const other = this.sound(name === "before" ? "after" : "before");
      if (this.playing && Math.abs(other.currentTime - this.at) > STEP_S) other.currentTime = this.at;
    },
    fail(label) {
      this.failed = `The ${label.toLowerCase()} could not be fetched: it may be gone. Reload the page to try again.`;
    },
  },
};
