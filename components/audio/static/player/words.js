// What the player says.
import { minus } from "levelmix-timeline/scale.js";

const LOOPED = { off: "Loop: off", all: "Loop: all", one: "Loop: this one" };

export const Words = {
  computed: {
    length() {
      return this.track?.seconds || this.found || 0;
    },
    looped() {
      return LOOPED[this.state.loop];
    },
    matchedWords() {
      return this.state.matched ? "All sounds are played equally loud. Press to hear each as loud as it is." : "Each sound is as loud as it is. Press to hear all equally loud.";
    },
    about() {
      return [this.track.origin, this.track.lufs == null ? "" : `${minus(this.track.lufs)} LUFS`].filter(Boolean).join(" · ");
    },
    // Where more is told of it: the page of its job, or its place in the library.
    href() {
      const page = this.track.job && this.jobs?.[this.track.area];
      return page ? page.replace("{job_id}", this.track.job) : `/library?search=${encodeURIComponent(this.track.title || "")}`;
    },
  },
};
