// Says something about a version: where it was when somebody began to write, or about all of it.
import { clock } from "levelmix-timeline/scale.js";

export default {
  props: { job: String, most: Number, heard: Boolean },
  emits: ["say"],
  template: `
<form class="comment-box" data-testid="comment-box" @submit.prevent="say">
  <textarea v-model="text" class="input" rows="2" :maxlength="most" aria-label="Say something about this version" placeholder="Say something about this version" data-testid="comment-text"
    @input="begin" @keydown.ctrl.enter="say" @keydown.meta.enter="say"></textarea>
  <div class="row spread">
    <label v-if="heard" class="check small"><input type="checkbox" v-model="placed" data-testid="comment-placed"> at <b class="number" data-testid="comment-at">{{ clock(shown) }}</b></label>
    <button type="submit" class="button main-action" :disabled="!text.trim()" data-testid="comment-go">Say it</button>
  </div>
</form>`,
  data: () => ({ text: "", at: 0, held: null, placed: true }),
  computed: { shown: (self) => self.held ?? self.at },
  mounted() {
    this.told = ({ detail }) => detail.job === this.job && (this.at = detail.seconds);
    window.addEventListener("levelmix:time", this.told);
  },
  unmounted() {
    window.removeEventListener("levelmix:time", this.told);
  },
  methods: {
    clock,
    begin() {
      if (!this.text) this.held = null;
      else this.held ??= this.at;
    },
    say() {
      if (!this.text.trim()) return;
      this.$emit("say", { text: this.text, at: this.heard && this.placed ? Math.floor(this.shown * 1000) : null });
    },
    // Python: it was taken.
    clear() {
      Object.assign(this, { text: "", held: null });
    },
  },
};
