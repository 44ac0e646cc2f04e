// A mixin: what somebody plays, on keys, pads or the screen, and how it is judged.
import { GOOD_MS, Judge, rowsOf, timing } from "./judge.js";
import { fold, LANES, laneOfPad, PLACE } from "./lanes.js";
import { keyOf } from "./map.js";
import { NO_PADS, Pads } from "./pads.js";
import { exchanged, keyName, laneOfKey } from "./settings.js";

const MOST_FLASHES = 12;
const OFFSET_HITS = 8;
const TYPED = "input, select, textarea";

export const OwnHits = {
  data: () => ({ learning: "", padNames: [], padTrouble: "", result: null, strokes: 0 }),
  computed: {
    keyNames: (self) => Object.fromEntries(LANES.map(({ name }) => [name, keyName(self.keys[name])])),
    resultRows: (self) => rowsOf(self.result),
    /** What the offset should be, if somebody is early or late all the time. */
    advised(self) {
      const { mean = 0, spread = 0, perfect = 0, good = 0 } = self.result ?? {};
      const much = perfect + good >= OFFSET_HITS && Math.abs(mean) > 8 && Math.abs(mean) > spread / 2;
      return much ? Math.round(self.offset + mean) : null;
    },
  },
  mounted() {
    this.pressed = (event) => this.key(event);
    window.addEventListener("keydown", this.pressed);
    this.flashes = [];
    this.done = new Set();
  },
  unmounted() {
    window.removeEventListener("keydown", this.pressed);
    this.midi?.close();
  },
  methods: {
    keyName,
    timing,
    /** The hits for this kit, and a judge for them. */
    prepareHits() {
      this.played = fold(this.map.hits, this.kit);
      this.lanes = LANES.map((_, lane) => lane).filter((lane) => this.kit.includes(LANES[lane].name));
    },
    judgeFrom(from, to) {
      this.judge = new Judge(this.played.filter(({ ms }) => ms >= from - 1 && ms < to - 1));
      this.done.clear();
      this.flashes = [];
      this.strokes = 0;
      this.looked = -Infinity;
      this.early = [];
    },
    key(event) {
      if (this.learning) return this.learnKey(event);
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (!this.playing) return;
      if (event.key === "Escape") return this.toggle();
      if (event.target.closest?.(TYPED)) return;
      const lane = laneOfKey(this.keys, event.code);
      if (lane < 0) return;
      event.preventDefault();
      if (!event.repeat) this.stroke(lane, 100, event.timeStamp);
    },
    learnKey(event) {
      event.preventDefault();
      if (event.key !== "Escape") this.keys = exchanged(this.keys, this.learning, event.code);
      this.learning = "";
      this.keepSettings();
    },
    async listenToPads() {
      this.padTrouble = "";
      const plugged = (names) => Object.assign(this, { padNames: names, padTrouble: names.length ? "" : NO_PADS });
      this.midi ??= new Pads((note, velocity, moment) => this.pad(note, velocity, moment), plugged);
      try {
        await this.midi.listen();
      } catch (error) {
        this.padTrouble = error.message;
      }
    },
    pad(note, velocity, moment) {
      if (this.learning) {
        this.pads = { ...this.pads, [note]: this.learning };
        this.learning = "";
        return this.keepSettings();
      }
      const lane = laneOfPad(note, this.pads);
      if (lane >= 0) this.stroke(lane, velocity, moment);
    },
    touch(event) {
      if (!this.playing || this.view !== "lanes") return;
      event.preventDefault();
      const frame = event.currentTarget.getBoundingClientRect();
      this.stroke(this.highway.laneAt(event.clientX - frame.left, event.clientY - frame.top), 100, event.timeStamp);
    },
    /** A stroke at a moment of the page's clock, on the lane that it has on this kit. */
    stroke(asked, velocity, moment) {
      const lane = this.lanes.includes(asked) ? asked : (LANES[asked].instead.map((name) => PLACE[name]).find((one) => this.lanes.includes(one)) ?? asked);
      this.transport.strike(lane, velocity);
      const place = this.transport.where(moment);
      if (!place || !this.judge) return;
      const { speed, from, to } = place.pass;
      const ms = place.ms - this.offset * speed + this.follow(place);
      this.strokes += 1;
      if (this.loop && ms > to - GOOD_MS * speed && !this.judge.isNear(lane, ms, speed)) this.early.push([lane, ms - to + from]);
      else this.tell(this.judge.stroke(lane, ms, speed));
    },
    /** Bars begin anew once what is judged has come there, by the player's offset later than what is heard; how many
     *  milliseconds what is judged lies behind until then. */
    follow({ ms, pass }) {
      if (pass.number === this.pass) return 0;
      if (ms - this.offset * pass.speed < pass.from) return pass.to - pass.from;
      this.nextPass(pass);
      return 0;
    },
    /** All that was left is missed; what was struck shortly before is early for what comes. */
    nextPass({ number, speed }) {
      Object.assign(this, { pass: number, speed });
      this.looked = Infinity;
      this.passHits(-Infinity, 1);
      this.judge.from(this.begun[0]);
      this.done.clear();
      this.judgeEarly();
    },
    judgeEarly() {
      for (const [lane, ms] of this.early.splice(0)) this.tell(this.judge.stroke(lane, ms, this.speed));
    },
    tell(judged) {
      if (judged.verdict === "perfect" || judged.verdict === "good") this.done.add(keyOf({ ms: judged.at, lane: judged.lane }));
      const words = judged.verdict === "miss" ? "" : judged.verdict === "extra" ? "" : Math.abs(judged.by) < 10 ? "✓" : timing(judged.by);
      this.flashes = [...this.flashes.slice(1 - MOST_FLASHES), { ...judged, words, began: performance.now() }];
      this.showScore();
    },
    /** What was due before the frame ahead of this one is missed: if the page stood still, what was struck meanwhile is told only now. */
    passHits(ms, speed) {
      for (const judged of this.judge.pass(this.looked - this.offset * speed, speed)) if (this.strokes) this.tell(judged);
      this.looked = ms;
    },
    showScore() {
      if (!this.$refs.score) return;
      const { accuracy } = this.judge.result();
      this.$refs.score.textContent = this.judge.score.toLocaleString("en");
      this.$refs.combo.textContent = `${this.judge.combo} × ${this.judge.times}`;
      this.$refs.accuracy.textContent = `${Math.round(accuracy * 100)} %`;
    },
    endHits() {
      if (this.judge) {
        this.passHits(this.looked, this.speed);
        this.judgeEarly();
      }
      this.result = this.judge && this.strokes ? this.judge.result() : null;
      if (!this.result) return;
      const { score, accuracy, perfect, good, miss, extra, mean, longest } = this.result;
      this.$emit("played", { score, accuracy, perfect, good, miss, extra, mean, longest, speed: this.speed, whole: !this.loop, kit: this.kit });
    },
    takeAdvice() {
      this.offset = this.advised;
      this.result = { ...this.result, mean: 0 };
      this.keepSettings();
    },
  },
};
