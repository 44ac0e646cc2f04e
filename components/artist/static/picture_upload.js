// A picture for a page: chosen, sent as an upload beside the page's socket; a worker makes it ready, and Python says so.
const encoded = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

export default {
  props: { choice: Object, label: String, most: Number },
  emits: ["sent"],
  template: `
<div class="stack tight" data-testid="picture-upload">
  <div class="row"><button type="button" class="button" :aria-busy="busy ? 'true' : null" data-testid="picture-choose" @click="$refs.file.click()">{{ busy ? "Sending…" : label }}</button></div>
  <input ref="file" type="file" hidden accept="image/jpeg,image/png,image/webp,image/avif,image/gif" :aria-label="label" data-testid="picture-file" @change="choose">
  <p class="wrong" role="alert" data-testid="picture-wrong">{{ wrong }}</p>
</div>`,
  data: () => ({ wrong: "", busy: false, base: window.path_prefix || "" }),
  methods: {
    async choose() {
      const [file] = this.$refs.file.files;
      this.$refs.file.value = "";
      if (!file || this.busy) return;
      if (file.size > this.most) return void (this.wrong = "This picture is larger than 25 MB. Choose a smaller one; the one before stays.");
      [this.busy, this.wrong] = [true, ""];
      const named = { filename: file.name, purpose: "artist", choice: JSON.stringify(this.choice) };
      const headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": String(file.size),
        "Upload-Metadata": Object.entries(named).map(([name, value]) => `${name} ${encoded(value)}`).join(),
        "Content-Type": "application/offset+octet-stream",
      };
      try {
        const answer = await fetch(`${this.base}/files/uploads`, { method: "POST", body: file, headers });
        const said = await answer.json().catch(() => ({}));
        const job = answer.headers.get("LevelMix-Job");
        if (job) this.$emit("sent", { id: job });
        else this.wrong = typeof said.error === "string" ? said.error : "The server did not take this picture. Try another one.";
      } catch {
        this.wrong = "The server can’t be reached. Check your connection and try again.";
      }
      this.busy = false;
    },
    // Python: why it became nothing.
    tell(wrong) {
      this.wrong = wrong;
    },
  },
};
