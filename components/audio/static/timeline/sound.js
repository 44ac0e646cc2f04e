// The original of an upload, played as it is by the browser: only if there is no player with something to compare.
export const SOUND = `
<button v-if="sound" type="button" class="button" data-testid="sound" :aria-pressed="String(sounding)" @click="toggleSound">{{ sounding ? "Pause" : "Listen" }}</button>`;

export const Sound = {
  data: () => ({ sounding: false }),
  mounted() {
    this.hush = ({ detail }) => detail.who !== this && this.quiet();
    window.addEventListener("levelmix:sounds", this.hush);
  },
  unmounted() {
    window.removeEventListener("levelmix:sounds", this.hush);
    this.quiet();
  },
  methods: {
    toggleSound() {
      if (this.sounding) this.quiet();
      else this.soundFrom(this.cursor ?? this.view.start);
    },
    // A moment of the mix, as soon as the browser has it; it asks for the part of the file that it needs.
    async soundFrom(seconds) {
      if (!this.sound) return;
      this.audio ??= Object.assign(new Audio(`${window.path_prefix || ""}${this.sound}`), { onended: () => this.quiet() });
      this.audio.currentTime = seconds;
      this.sounding = true;
      window.dispatchEvent(new CustomEvent("levelmix:sounds", { detail: { who: this } }));
      try {
        await this.audio.play();
        this.followSound();
      } catch (error) {
        if (error.name === "AbortError") return; // paused before it began
        this.quiet();
        this.problem = "This browser cannot play the file as it is. After levelling there are copies that it can.";
      }
    },
    followSound() {
      if (!this.sounding || this.gone) return;
      if (!this.audio.seeking) this.at(this.audio.currentTime, false);
      requestAnimationFrame(() => this.followSound());
    },
    quiet() {
      this.sounding = false;
      this.audio?.pause();
    },
  },
};
