// What a MIDI keyboard sends from the press of a button on: notes with their seconds, sent to be scored.
const [ON, OFF] = [0x90, 0x80];

export default {
  props: { address: String, asked: Object },
  template: `
<div class="row" :data-state="state" data-testid="keyboard">
  <button type="button" class="button" :aria-busy="state === 'sending' ? 'true' : null" :disabled="!able" data-testid="keyboard-record" @click="toggle">
    {{ state === 'recording' ? 'Stop and score' : 'Play a MIDI keyboard' }}</button>
  <span class="small quiet" aria-live="polite" data-testid="keyboard-says">{{ says }}</span>
</div>`,
  data: () => ({ state: "idle", notes: [], trouble: "", able: Boolean(navigator.requestMIDIAccess) }),
  computed: {
    says(self) {
      if (!self.able) return "This browser knows no MIDI keyboards: record with the microphone.";
      return self.trouble || (self.state === "recording" ? `${self.notes.length} notes` : "");
    },
  },
  unmounted() {
    this.leave();
  },
  methods: {
    toggle() {
      return this.state === "recording" ? this.end() : this.begin();
    },
    async begin() {
      Object.assign(this, { trouble: "", notes: [] });
      this.down = new Map();
      try {
        this.access = await navigator.requestMIDIAccess();
      } catch {
        this.trouble = "The browser does not let this page hear your keyboard. Allow it in the settings of the page.";
        return;
      }
      const inputs = [...this.access.inputs.values()];
      if (!inputs.length) {
        this.trouble = "No keyboard is connected. Plug it in, then press again.";
        return;
      }
      for (const input of inputs) input.onmidimessage = (message) => this.heard(message);
      this.began = performance.now();
      this.state = "recording";
    },
    heard({ data, timeStamp }) {
      const [kind, pitch, velocity] = [data[0] & 0xf0, data[1], data[2]];
      const at = Math.max(0, (timeStamp - this.began) / 1000);
      if (kind === ON && velocity) this.down.set(pitch, { at, velocity });
      else if ((kind === OFF || kind === ON) && this.down.has(pitch)) {
        const begun = this.down.get(pitch);
        this.down.delete(pitch);
        this.notes.push({ at: begun.at, length: at - begun.at, pitch, velocity: begun.velocity });
      }
    },
    leave() {
      for (const input of this.access?.inputs.values() ?? []) input.onmidimessage = null;
    },
    async end() {
      this.leave();
      this.state = "sending";
      try {
        const body = JSON.stringify({ ...this.asked, notes: this.notes });
        const headers = { "Content-Type": "application/json" };
        const answer = await fetch((window.path_prefix || "") + this.address, { method: "POST", headers, body });
        const said = await answer.json().catch(() => ({}));
        if (answer.ok) this.$emit("taken", said.take);
        else this.trouble = typeof said.error === "string" ? said.error : "The server did not take these notes. Try again.";
      } catch {
        this.trouble = "The server can’t be reached. Check your connection and try again.";
      }
      this.state = "idle";
    },
  },
};
