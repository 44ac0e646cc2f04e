// What the timeline shows, in words: at one moment, under the pointer, and as a table.
import { gainAt } from "./gain.js";
import { LEFT, RIGHT } from "./lanes.js";
import { clock, minus } from "./scale.js";

const ROWS = 16;
const signed = (value) => (value >= 0.05 ? "+" : "") + minus(Math.abs(value) < 0.05 ? 0 : value);

export const Words = {
  computed: {
    said() {
      return `Loudness from ${clock(this.view.start)} to ${clock(this.view.end)}. Arrow keys move, plus and minus zoom, N and P go to the next and previous peak that is over or boundary, Enter plays${this.editable ? ", B adds a boundary, Delete removes it" : ""}.`;
    },
    reading() {
      const at = this.cursor ?? this.view.start;
      return this.data ? [clock(at, true), ...this.values(at)].join(" · ") : "";
    },
    table() {
      if (!this.data) return [];
      const each = (this.view.end - this.view.start) / ROWS;
      return Array.from({ length: ROWS }, (_, k) => this.row(this.view.start + k * each, this.view.start + (k + 1) * each));
    },
  },
  methods: {
    point(x) {
      const seconds = this.plot().seconds(x);
      if (!this.data || x < LEFT || x > this.width - RIGHT) return (this.hover = null);
      const segment = this.shownTracks.find((each) => seconds >= each.start_s && seconds < each.end_s);
      this.hover = { x, time: clock(seconds, true), lines: [...(segment?.title ? [segment.title] : []), ...this.values(seconds)] };
    },
    // What the meters show at a moment, in words.
    values(seconds) {
      const { data } = this;
      const k = Math.floor((seconds - data.start_s) / data.step_s);
      const loud = (curves) => {
        const [low, high] = [curves?.low[k], curves?.high[k]];
        if (high == null || low == null) return null;
        return Math.round(high / 10) === Math.round(low / 10) ? minus(high / 100) : `${minus(low / 100)} to ${minus(high / 100)}`;
      };
      const lines = [];
      for (const [name, word] of [["before", "Before"], ["after", "After"]]) {
        const text = loud(data[name]);
        if (text) lines.push(`${word} ${text} LUFS`);
        const momentary = data[name]?.momentary[k];
        if (text && this.shown.momentary && momentary != null) lines.push(`momentary ${minus(momentary / 100)}`);
      }
      if (this.gains) lines.push(`${this.would ? "Evening would do" : "Evening"} ${signed(gainAt(seconds, this.segments, this.ramps))} dB`);
      if (data.reduction[k] > 1) lines.push(`Limiter −${(data.reduction[k] / 100).toFixed(1)} dB`);
      if (data.clipped[k]) lines.push(`Clipper ${data.clipped[k]} %`);
      const over = (data.after ? data.overs.after : data.overs.before).find(([at]) => Math.abs(at - seconds) <= Math.max(0.2, 3 * data.step_s));
      if (over) lines.push(`Over: ${minus(over[1])} dBTP at ${clock(over[0], true)}`);
      return lines;
    },
    row(from, to) {
      const { data } = this;
      const cut = (values) => (values || []).slice(Math.max(0, Math.floor((from - data.start_s) / data.step_s)), Math.ceil((to - data.start_s) / data.step_s));
      const mean = (curves) => {
        const known = cut(curves?.high).map((high, k) => [high, cut(curves?.low)[k]]).filter(([high, low]) => high != null && low != null);
        const energy = known.reduce((sum, [high, low]) => sum + 10 ** ((high + low) / 2000), 0) / known.length;
        return known.length ? minus(10 * Math.log10(energy)) : "–";
      };
      const found = (data.after ? data.overs.after : data.overs.before).filter(([at]) => at >= from && at < to);
      const named = found.slice(0, 3).map(([at]) => clock(at, true)).join(", ");
      const overs = found.length > 3 ? `${found.length}: ${named} …` : named || "0";
      const deepest = Math.max(0, ...cut(data.reduction)) / 100;
      return { time: `${clock(from)} to ${clock(to)}`, before: mean(data.before), after: mean(data.after), work: deepest ? minus(-deepest) : "0", overs, gain: this.gains ? signed(gainAt((from + to) / 2, this.segments, this.ramps)) : "" };
    },
  },
};
