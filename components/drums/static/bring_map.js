// A map as a file: chosen, sent as bytes, and its page is opened. What is wrong with it is said beside it.
export default {
  props: { address: String, named: Boolean, most: Number, accepts: String, told: String },
  template: `
<div class="stack tight" data-testid="bring-map">
  <div v-if="named" class="fields">
    <label class="field"><span class="label">Title, if the file has none</span><input class="plain" type="text" maxlength="200" v-model="title" data-testid="bring-title"></label>
    <label class="field"><span class="label">Artist</span><input class="plain" type="text" maxlength="200" v-model="artist" data-testid="bring-artist"></label>
  </div>
  <div class="row">
    <button type="button" class="button" :aria-busy="busy ? 'true' : null" data-testid="bring-choose" @click="$refs.file.click()">Choose a file</button>
    <span class="small quiet">{{ told }}</span>
  </div>
  <input ref="file" type="file" hidden :accept="accepts" aria-label="Map as a file" data-testid="bring-file" @change="choose">
  <p class="wrong" role="alert" data-testid="bring-wrong">{{ wrong }} <a v-if="before" :href="before" data-testid="bring-before">Open it</a></p>
</div>`,
  data: () => ({ wrong: "", before: "", busy: false, title: "", artist: "" }),
  methods: {
    async choose() {
      const [file] = this.$refs.file.files;
      this.$refs.file.value = "";
      if (!file || this.busy) return;
      this.before = "";
      if (file.size > this.most) return void (this.wrong = "This file is larger than 24 MB, which no drum map is. Choose another one.");
      [this.busy, this.wrong] = [true, ""];
      try {
        const base = window.path_prefix || "";
        const query = this.named ? `?${new URLSearchParams({ title: this.title.trim(), artist: this.artist.trim(), file: file.name.slice(-200) })}` : "";
        const answer = await fetch(base + this.address + query, { method: "POST", body: file });
        const said = await answer.json().catch(() => ({}));
        if (answer.ok) return void window.location.assign(base + said.page);
        this.before = typeof said.page === "string" ? base + said.page : "";
        this.wrong = typeof said.error === "string" ? said.error : "The server did not take this file. Try another one.";
      } catch {
        this.wrong = "The server can’t be reached. Check your connection and try again.";
      } finally {
        this.busy = false;
      }
    },
  },
};
