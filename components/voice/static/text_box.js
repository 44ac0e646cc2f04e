// A text that is to be said: counted here, told to the server a moment after the last key, kept in this tab.
const SOON_MS = 300;

export default {
  props: { most: Number, owner: String, price: String },
  template: `
<div class="text-box">
  <label class="label" :for="id">Text</label>
  <textarea ref="area" :id="id" v-model="text" rows="9" data-testid="speak-text" placeholder="Write or paste what is to be said." :aria-describedby="id + '-foot'" :aria-invalid="over ? 'true' : null" @input="changed" @change="tell"></textarea>
  <div class="text-foot small" :id="id + '-foot'">
    <span :class="over ? 'over' : 'quiet'" data-testid="speak-count" :role="over ? 'alert' : null">{{ count.toLocaleString("en") }} of {{ most.toLocaleString("en") }} characters<template v-if="over">: shorten it, or divide it</template></span>
    <span class="quiet" data-testid="speak-price">{{ price }}</span>
  </div>
</div>`,
  data() {
    return { text: "", id: `text-box-${Math.random().toString(36).slice(2)}` };
  },
  computed: {
    count() {
      return [...this.text].length;
    },
    over() {
      return this.count > this.most;
    },
    key() {
      return `levelmix-speak-${this.owner}`;
    },
  },
  mounted() {
    this.text = this.remembered();
    if (this.text) this.tell();
  },
  unmounted() {
    clearTimeout(this.timer);
  },
  methods: {
    changed() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.tell(), SOON_MS);
    },
    put(text) {
      this.text = text;
      this.tell();
      this.$refs.area.focus();
    },
    tell() {
      clearTimeout(this.timer);
      try {
        sessionStorage.setItem(this.key, this.text);
      } catch {
        // private windows may keep nothing
      }
      // A message has an end, and one that is longer is not sent at all: one sign too many says as much.
      this.$emit("written", this.over ? [...this.text].slice(0, this.most + 1).join("") : this.text);
    },
    remembered() {
      try {
        return sessionStorage.getItem(this.key) || "";
      } catch {
        return "";
      }
    },
  },
};
