// The visitor's picture: chosen, sent as bytes beside the page's socket, removed. What is wrong is said beside it.
const TYPE = "application/offset+octet-stream";

export default {
  props: { picture: String, initials: String, most: Number },
  template: `
<div class="picture-field" data-testid="picture-field">
  <span class="face large" :data-picture="shown ? 'yes' : 'no'"><img v-if="shown" :src="base + shown" alt="Your picture"><template v-else><span aria-hidden="true">{{ initials }}</span></template></span>
  <div class="stack tight">
    <div class="row">
      <button type="button" class="button" :aria-busy="busy ? 'true' : null" data-testid="picture-choose" @click="$refs.file.click()">{{ shown ? "Choose another picture" : "Choose a picture" }}</button>
      <button v-if="shown" type="button" class="button bare" :aria-busy="busy ? 'true' : null" data-testid="picture-remove" @click="remove">Remove</button>
    </div>
    <input ref="file" type="file" hidden accept="image/jpeg,image/png,image/webp,image/avif,image/gif" aria-label="Picture" data-testid="picture-file" @change="choose">
    <p class="small quiet">JPEG, PNG, WebP, AVIF or GIF of at most 10 MB. Where and when it was taken is not kept.</p>
    <p class="wrong" role="alert" data-testid="picture-wrong">{{ wrong }}</p>
  </div>
</div>`,
  data() {
    return { shown: this.picture, wrong: "", busy: false, base: window.path_prefix || "" };
  },
  methods: {
    choose() {
      const [file] = this.$refs.file.files;
      this.$refs.file.value = "";
      if (!file) return;
      if (file.size > this.most) return void (this.wrong = "This picture is larger than 10 MB. Choose a smaller one; the one before stays.");
      this.ask("PUT", file);
    },
    remove() {
      this.ask("DELETE");
    },
    async ask(method, body) {
      if (this.busy) return;
      [this.busy, this.wrong] = [true, ""];
      try {
        const answer = await fetch(`${this.base}/auth/picture`, { method, body, headers: body ? { "Content-Type": TYPE } : {} });
        const said = await answer.json().catch(() => ({}));
        if (answer.ok) this.show(said.picture || "");
        else this.wrong = typeof said.error === "string" ? said.error : "The server did not take this picture. Try another one.";
      } catch {
        this.wrong = "The server can’t be reached. Check your connection and try again.";
      }
      this.busy = false;
    },
    show(picture) {
      this.shown = picture;
      window.dispatchEvent(new CustomEvent("levelmix-picture", { detail: picture }));
    },
  },
};
