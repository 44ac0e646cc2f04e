// Plays the pieces of a clip one behind the other, from the first on, while the rest is still made.
const LOOK_MS = 250;
const AHEAD_S = 0.08;

export default {
  template: `
<div class="first-sound" role="status" :data-state="state" :data-pieces="pieces" data-testid="first-sound">
  <template v-if="state === 'waiting'"><span class="quiet">{{ title }} begins in a moment…</span></template>
  <template v-if="state === 'playing'"><span class="pulse" aria-hidden="true"></span><span class="clip">You hear it while it is made.</span></template>
  <template v-if="state === 'blocked'"><span class="quiet">Your browser waits for a press before it plays.</span><button type="button" class="button" @click="unblock">Play</button></template>
  <button v-if="state === 'waiting' || state === 'playing'" type="button" class="button bare" data-testid="first-stop" @click="stop">Stop</button>
</div>`,
  data: () => ({ state: "still", title: "", pieces: 0 }),
  mounted() {
    // Whoever plays something else does not want to hear two.
    this.other = (event) => event.target.closest?.("[data-plays]") && this.stop();
    document.addEventListener("click", this.other, true);
  },
  unmounted() {
    document.removeEventListener("click", this.other, true);
    this.stop();
  },
  methods: {
    async play(clip, title) {
      this.stop();
      const run = (this.run = Symbol(clip));
      [this.state, this.title, this.pieces] = ["waiting", title, 0];
      const context = (this.context = new AudioContext());
      let end = 0;
      for (let place = 0; this.run === run; ) {
        const answer = await fetch(`${window.path_prefix || ""}/files/voice/clips/${clip}/takes/${place}`).catch(() => null);
        if (this.run !== run) return;
        if (answer?.status === 200) {
          const sound = await context.decodeAudioData(await answer.arrayBuffer());
          if (this.run !== run) return;
          const source = context.createBufferSource();
          source.buffer = sound;
          source.connect(context.destination);
          end = Math.max(end, context.currentTime + AHEAD_S);
          source.start(end);
          end += sound.duration;
          this.pieces = place += 1;
          this.state = context.state === "suspended" ? "blocked" : "playing";
        } else if (answer === null || answer.headers.has("Retry-After")) {
          await new Promise((done) => setTimeout(done, LOOK_MS));
        } else break;
      }
      this.ends = setTimeout(() => this.run === run && this.stop(), Math.max(0, (end - context.currentTime) * 1000));
    },
    unblock() {
      this.context?.resume();
      this.state = "playing";
    },
    stop() {
      this.run = null;
      clearTimeout(this.ends);
      this.context?.close().catch(() => {});
      this.context = null;
      this.state = "still";
    },
  },
};
