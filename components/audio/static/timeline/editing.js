// Tracks on the timeline: their boundaries are moved, added and removed, and their names written, by hand, keys or table.
import { clamp, clock } from "./scale.js";

const APART_S = 1;
const TELL_MS = 350;
const MOST_UNDONE = 100;

// "1:02:34.5", "12:34" or "75": seconds, null for anything else.
export function seconds(text) {
  const parts = text.trim().replace(",", ".").split(":");
  if (!parts.length || parts.length > 3 || parts.some((part) => !/^\d+(\.\d*)?$/.test(part))) return null;
  return parts.reduce((sum, part) => 60 * sum + Number(part), 0);
}

const levelWords = (track) => {
  const loud = track.loudness_lufs == null ? "" : `${track.loudness_lufs.toFixed(1).replace("-", "−")} LUFS`;
  const gain = track.gain_db && Math.abs(track.gain_db) >= 0.05 ? `${track.gain_db > 0 ? "+" : "−"}${Math.abs(track.gain_db).toFixed(1)} dB` : "";
  return [loud, gain].filter(Boolean).join(", ");
};

// The tracks as a list to read or to write in: a component of its own, so that a moving playhead draws nothing here.
export const TrackList = {
  props: { tracks: Array, editable: Boolean },
  emits: ["play", "retime", "rename", "remove"],
  template: `
<ol class="tracklist">
  <li v-for="(track, k) in tracks" :key="track.key" :class="{ writes: editable }" data-testid="track">
    <template v-if="editable">
      <input class="input time" :value="shown(track, 'start', clock(track.start_s, true))" :disabled="k === 0" :aria-label="'Start of track ' + (k + 1)" data-testid="track-start"
        autocomplete="off" @input="type(track, 'start', $event)" @change="done('retime', k, $event)">
      <input class="input" :value="shown(track, 'title', track.title || '')" maxlength="300" :placeholder="'Track ' + (k + 1)" :aria-label="'Name of track ' + (k + 1)" data-testid="track-title"
        autocomplete="off" @input="type(track, 'title', $event)" @change="done('rename', k, $event)">
    </template>
    <template v-else><button type="button" class="button bare number" :aria-label="'Play from ' + clock(track.start_s)" @click="$emit('play', track.start_s)">{{ clock(track.start_s) }}</button><span class="wrap-any">{{ track.title || 'Track ' + (k + 1) }}</span></template>
    <span class="number quiet" title="Loudness of the original, and what evening does">{{ levelWords(track) }}</span>
    <button v-if="editable" type="button" class="button bare square" :disabled="k === 0" :aria-label="'Remove the boundary before track ' + (k + 1)" data-testid="track-remove" @click="$emit('remove', k)">✕</button>
  </li>
</ol>`,
  data: () => ({ typed: null }),
  methods: {
    clock,
    levelWords,
    // What is being typed stays, also if an update arrives meanwhile.
    shown(track, field, value) {
      return this.typed?.key === track.key && this.typed.field === field ? this.typed.text : value;
    },
    type(track, field, event) {
      this.typed = { key: track.key, field, text: event.target.value };
    },
    done(what, k, event) {
      this.typed = null;
      this.$emit(what, k, event.target.value);
    },
  },
};

export const TRACKS = `
<div v-if="tracks.length || editable" class="tracks" data-testid="tracks">
  <div v-if="editable" class="row">
    <button type="button" class="button" data-testid="track-add" @click="addAt(here)">Add a boundary at {{ clock(here, true) }}</button>
    <button v-if="undone.length" type="button" class="button bare" data-testid="track-undo" @click="undo">Undo</button>
    <button v-if="edited" type="button" class="button bare" data-testid="track-reset" @click="reset">{{ resetWords || "Find the tracks again" }}</button>
  </div>
  <p v-if="editable" class="small quiet" aria-live="polite" data-testid="track-says">{{ problem || "Drag a boundary, or move it with the arrow keys; Delete removes it." }}</p>
  <details class="small" @toggle="listed = $event.target.open"><summary data-testid="tracks-open">{{ tracks.length }} {{ tracks.length === 1 ? "track" : "tracks" }}{{ editable ? ": times and names" : "" }}</summary>
    <track-list v-if="listed" :tracks="tracks" :editable="editable" @play="at($event, 'play')" @retime="retime" @rename="rename" @remove="remove"></track-list>
  </details>
</div>`;

export const BOUNDS = `
<button v-for="bound in bounds" :key="bound.key" type="button" class="bound" role="slider" data-testid="boundary" :data-at="bound.at" :style="{ transform: 'translateX(' + bound.x + 'px)' }"
  :aria-label="'Start of ' + bound.name" aria-orientation="horizontal" :aria-valuemin="bound.least" :aria-valuemax="bound.most" :aria-valuenow="bound.at" :aria-valuetext="clock(bound.at, true)"
  @pointerdown.stop.prevent="grip($event, bound.k)" @pointermove.stop="pullBound" @pointerup.stop="letGo" @pointercancel.stop="letGo" @click.stop @keydown.stop="nudge($event, bound.k)"></button>`;

export const Editing = {
  data: () => ({ tracks: [], undone: [], problem: "", listed: false, pulled: null }),
  created() {
    this.serialSent = 0;
    this.keys = 0;
    this.takeTracks();
  },
  watch: {
    segments: { deep: true, handler() { this.takeTracks(); } },
    serial() { this.takeTracks(); },
  },
  computed: {
    shownTracks() {
      return this.tracks.map((track, k) => ({ ...track, end_s: this.tracks[k + 1]?.start_s ?? this.length }));
    },
    here() {
      return this.cursor ?? (this.view.start + this.view.end) / 2;
    },
    bounds() {
      if (!this.editable || !this.width || this.state !== "ready") return [];
      const plot = this.plot();
      return this.tracks.map((track, k) => ({
        k, key: track.key, at: track.start_s, x: plot.x(track.start_s), name: track.title || `track ${k + 1}`,
        least: k && this.tracks[k - 1].start_s, most: this.tracks[k + 1]?.start_s ?? this.length,
      })).filter(({ k, at }) => k && at >= this.view.start && at <= this.view.end);
    },
  },
  methods: {
    clock,
    // What Python says, unless something newer was done here meanwhile.
    takeTracks() {
      if (this.pulled != null || (this.serial ?? 0) < this.serialSent) return;
      const kept = this.tracks.length === this.segments?.length ? this.tracks : [];
      this.tracks = (this.segments || []).map((segment, k) => ({ ...segment, key: kept[k]?.key ?? ++this.keys }));
      this.paint?.();
    },
    // Every change goes through here: it can be undone, and Python is told once it rests.
    change(tracks) {
      this.undone = [...this.undone.slice(1 - MOST_UNDONE), this.tracks];
      this.put(tracks);
    },
    put(tracks) {
      this.problem = "";
      this.tracks = tracks;
      this.serialSent = Math.max(this.serialSent, this.serial ?? 0) + 1;
      this.paint();
      clearTimeout(this.telling);
      this.telling = setTimeout(() => this.tellTracks(tracks.map(({ start_s, title }) => ({ start_s, title }))), TELL_MS);
    },
    tellTracks(tracks) {
      if (!this.gone) this.$emit("edit", { tracks, serial: this.serialSent });
    },
    undo() {
      const before = this.undone.at(-1);
      this.undone = this.undone.slice(0, -1);
      if (before) this.put(before);
    },
    reset() {
      this.undone = [...this.undone, this.tracks];
      this.serialSent++;
      clearTimeout(this.telling);
      this.tellTracks(null);
    },
    // A track without its measurements: those come from Python.
    bare: ({ key, start_s, title }) => ({ key, start_s, title }),
    moved(k, to) {
      const least = this.tracks[k - 1].start_s + APART_S;
      const most = (this.tracks[k + 1]?.start_s ?? this.length) - APART_S;
      const start_s = Math.round(10 * clamp(to, least, Math.max(least, most))) / 10;
      return this.tracks.map((track, n) => (n === k ? { ...this.bare(track), start_s } : n === k - 1 ? this.bare(track) : track));
    },
    addAt(at) {
      const edges = [...(this.tracks.length ? this.tracks.map((track) => track.start_s) : [0]), this.length];
      if (edges.some((edge) => Math.abs(edge - at) < APART_S)) {
        this.problem = `There is a boundary at ${clock(at)} already: move the mark elsewhere first.`;
        return;
      }
      const tracks = this.tracks.length ? [...this.tracks] : [{ key: ++this.keys, start_s: 0, title: null }];
      const k = tracks.findLastIndex((track) => track.start_s < at);
      tracks[k] = this.bare(tracks[k]);
      tracks.splice(k + 1, 0, { key: ++this.keys, start_s: Math.round(10 * at) / 10, title: null });
      this.change(tracks);
    },
    remove(k) {
      if (k > 0) this.change(this.tracks.filter((_, n) => n !== k).map((track, n) => (n === k - 1 ? this.bare(track) : track)));
    },
    // The boundary nearest to a moment, if it is within two hundredths of what is seen.
    removeNear(at, wide) {
      const places = this.tracks.map((track, k) => [Math.abs(track.start_s - at), k]).slice(1).sort(([a], [b]) => a - b);
      if (places.length && places[0][0] <= Math.max(1, wide / 50)) this.remove(places[0][1]);
      else this.problem = `There is no boundary at ${clock(at)}: N and P go to the next and the previous one.`;
    },
    rename(k, title) {
      this.change(this.tracks.map((track, n) => (n === k ? { ...track, title: title.trim() || null } : track)));
    },
    retime(k, text) {
      const at = seconds(text);
      if (at == null) this.problem = `“${text}” is no time: write one like 12:34 or 1:02:34.5.`;
      else this.change(this.moved(k, at));
    },
    grip(event, k) {
      if (event.button > 0) return;
      event.target.focus();
      event.target.setPointerCapture(event.pointerId);
      this.pulled = { k, before: this.tracks, from: this.local(event) - this.plot().x(this.tracks[k].start_s), moved: false };
    },
    pullBound(event) {
      if (!this.pulled) return;
      const to = this.plot().seconds(this.local(event) - this.pulled.from);
      const tracks = this.moved(this.pulled.k, to);
      if (tracks[this.pulled.k].start_s === this.tracks[this.pulled.k].start_s) return;
      this.pulled.moved = true;
      this.tracks = tracks;
      this.hover = null;
      this.paint();
    },
    letGo() {
      const pulled = this.pulled;
      this.pulled = null;
      if (!pulled) return;
      if (!pulled.moved) return this.at(this.tracks[pulled.k].start_s);
      const tracks = this.tracks;
      this.tracks = pulled.before;
      this.change(tracks);
    },
    nudge(event, k) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const step = event.shiftKey ? 1 : 0.1;
      const by = { ArrowLeft: -step, ArrowDown: -step, ArrowRight: step, ArrowUp: step, PageUp: 10, PageDown: -10 }[event.key];
      if (by) this.change(this.moved(k, this.tracks[k].start_s + by));
      else if (["Delete", "Backspace"].includes(event.key)) {
        this.remove(k);
        this.$refs.field.focus();
      } else if (event.key === "Enter") this.at(this.tracks[k].start_s, "play");
      else return;
      event.preventDefault();
    },
  },
};
