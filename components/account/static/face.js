// A round picture, or initials where there is none. One that is the visitor's own follows what they choose on this page.
export default {
  props: { picture: String, initials: String, mine: Boolean },
  template: `<span class="face" aria-hidden="true"><img v-if="shown" :src="base + shown" alt="" @error="shown = ''"><template v-else>{{ initials }}</template></span>`,
  data() {
    return { shown: this.picture, base: window.path_prefix || "" };
  },
  watch: {
    picture(now) {
      this.shown = now;
    },
  },
  mounted() {
    this.changed = (event) => (this.shown = event.detail);
    if (this.mine) window.addEventListener("levelmix-picture", this.changed);
  },
  unmounted() {
    window.removeEventListener("levelmix-picture", this.changed);
  },
};
