// A file of music: chosen, sent as bytes, and its page is opened. What is wrong with it is said beside it.
export default {
  props: { most: Number },
  template: `
<div class="stack tight" data-testid="bring">
  <div class="row">
    <button type="button" class="button" :aria-busy="busy ? 'true' : null" data-testid="bring-choose" @click="$refs.file.click()">Choose a file</button>
    <span class="small quiet">.musicxml, .xml or .mxl, of up to 5 MB</span>
  </div>
  <input ref="file" type="file" hidden accept=".musicxml,.xml,.mxl" aria-label="MusicXML file" data-testid="bring-file" @change="choose">
  <p class="wrong" role="alert" data-testid="bring-wrong">{{ wrong }}</p>
</div>`,
  data: () => ({ wrong: "", busy: false }),
  methods: {
    async choose() {
      const [file] = this.$refs.file.files;
      this.$refs.file.value = "";
      if (!file || this.busy) return;
      if (file.size > this.most) return void (this.wrong = "This file is larger than 5 MB. Save it as .mxl, which is smaller, or choose another one.");
      [this.busy, this.wrong] = [true, ""];
      try {
        const base = window.path_prefix || "";
        const answer = await fetch(`${base}/files/practice/pieces`, { method: "POST", body: file });
        const said = await answer.json().catch(() => ({}));
        if (answer.ok) return void window.location.assign(base + said.page);
        this.wrong = typeof said.error === "string" ? said.error : "The server did not take this file. Try another one.";
      } catch {
        this.wrong = "The server can’t be reached. Check your connection and try again.";
      } finally {
        this.busy = false;
      }
    },
  },
};
