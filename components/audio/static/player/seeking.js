// The place in a sound: drawn, moved by hand, by the keys.
import { draw } from "./loudness.js";
import { playNow, stands } from "./queue.js";

const STEPS = { ArrowLeft: -5, ArrowRight: 5, ArrowDown: -5, ArrowUp: 5, PageDown: -60, PageUp: 60, Home: -1e9, End: 1e9 };

export const Seeking = {
  computed: {
    chapters() { return this.track?.chapters || []; },
    inChapter() { return (this.track?.chapters || []).findLastIndex((chapter) => chapter.start <= this.at + 0.05); },
  },
  methods: {
    // To a place in a sound, whether that is what plays already or not.
    leap(id, title, seconds) {
      if (!stands(this.track, id)) this.state = playNow(this.state, { id, title });
      this.state = { ...this.state, seconds };
      if (this.loaded !== this.track.id) return this.play(this.state.at);
      this.seek(seconds);
      if (!this.playing) this.sound();
    },
    paint() {
      if (this.$refs.canvas) draw(this.$refs.canvas, this.curve, this.length ? this.shown / this.length : 0);
    },
    key(event) {
      const step = STEPS[event.key];
      if (event.ctrlKey || event.metaKey || event.altKey || (!step && event.key !== " ")) return;
      event.preventDefault();
      event.stopPropagation();
      if (step) this.skip(step * (event.shiftKey ? 6 : 1));
      else this.toggle();
    },
    place(event) {
      const { left, width } = this.$refs.field.getBoundingClientRect();
      return Math.max(0, Math.min(1, (event.clientX - left) / width)) * this.length;
    },
    grab(event) {
      this.$refs.field.setPointerCapture(event.pointerId);
      this.held = this.place(event);
    },
    pull(event) {
      if (this.held != null) this.held = this.place(event);
    },
    release(event) {
      if (this.held == null) return;
      this.seek(this.place(event));
      this.held = null;
    },
  },
};
