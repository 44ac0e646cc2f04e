// The place of the player in the shell. Most pages are opened, read and left without a sound: a bar that nobody sees is not
// even made. It is made within the press that wants it, because phones let nobody play later.
import { Bar, asked, current, recall } from "levelmix-player";
import { createApp, h } from "vue";

export default {
  props: { owner: String, jobs: Object },
  mounted() {
    if (current(recall(this.owner))) this.make();
    else window.addEventListener("click", this.pressed);
  },
  unmounted() {
    window.removeEventListener("click", this.pressed);
    this.bar?.unmount();
  },
  methods: {
    pressed(event) {
      if (asked(event)) this.make(event);
    },
    make(first = null) {
      window.removeEventListener("click", this.pressed);
      this.bar = createApp(Bar, { owner: this.owner, jobs: this.jobs, first });
      this.bar.mount(this.$el);
    },
  },
  render: () => h("div", { class: "contents" }),
};
