// What a MIDI keyboard sends from the press of a button on, alone or along with the band: notes with their seconds, sent to be
// scored.
import { stage } from "levelmix-band";

const KEPT = "levelmix-practice-delay";
const [ON, OFF] = [0x90, 0x80];
const AFTER_MS = 1200;

/** How late the band is heard, in ms, nothing where that is not known. There is no microphone here: what was measured with one is
 *  the most that it can be. */
function delay(context) {
  const said = Math.round(1000 * (context?.outputLatency || 0));
  const measured = Number.parseInt(localStorage.getItem(KEPT) ?? "", 10);
  return said ? Math.min(said, Number.isNaN(measured) ? said : measured) : null;
}

export default {
  props: { address: String, asked: Object },
  template: `
<div class="row" :data-state="state" data-testid="keyboard">
  <button type="button" class="button" :aria-busy="state === 'sending' ? 'true' : null" :disabled="!able" data-testid="keyboard-record" @click="toggle">
    {{ state === 'recording' ? 'Stop and score' : 'Play a MIDI keyboard' }}</button>
  <button v-if="able && state !== 'recording'" type="button" class="button" :disabled="state === 'sending'" data-testid="keyboard-along" @click="begin(true)">With the band</button>
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
      return this.state === "recording" ? this.end() : this.begin(false);
    },
    async begin(along) {
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
      if (along && !(await stage.along?.begin(["melody"]))) {
        this.leave();
        this.trouble = "The band cannot play right now, so nothing was recorded. Try again, or play alone.";
        return;
      }
      this.band = along ? stage.along.band : null;
      this.band?.addEventListener("change", this.ended);
      this.state = "recording";
    },
    // The band is through: what still sounds is heard, too.
    ended() {
      const { band } = this;
      if (!band.playing) setTimeout(() => this.band === band && this.state === "recording" && this.end(), AFTER_MS);
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
      this.band?.removeEventListener("change", this.ended);
      if (this.band?.playing) this.band.stop();
      this.band = null;
    },
    /** When the band began, and how late it was heard; nothing where it did not play. */
    known() {
      const began = this.band ? Math.round(this.band.began - this.began) : -1;
      return began < 0 ? {} : { began, delay: delay(this.band.context) };
    },
    async end() {
      const known = this.known();
      this.leave();
      this.state = "sending";
      try {
        const body = JSON.stringify({ ...this.asked, ...known, notes: this.notes });
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
