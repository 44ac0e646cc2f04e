// The board of a studio: what its rooms or engineers have to do, by week, month, or day after day on a phone.
import { clockTime, Dragging, hoursOf, LIST, MONTH, PIXELS_A_MINUTE, sideBySide, stepped, WEEK } from "levelmix-studio";

const [NARROW, IN_A_CELL] = ["(max-width: 760px)", 4];

export default {
  mixins: [Dragging],
  props: { mode: String, days: Array, lanes: Array, entries: Array, grid: Number, first: Number, last: Number },
  emits: ["move", "open", "add", "more"],
  template: `
<div class="studio-board" data-testid="board" :data-mode="view" :data-waiting="waiting ? 'true' : 'false'">
  <p v-if="refused" class="note bad" role="alert" data-testid="board-refused">{{ refused }}</p>
  ${WEEK}${MONTH}${LIST}
  <p class="hidden-visually" :id="id + '-keys'">Arrow keys move it{{ view === 'month' ? ' by days and weeks' : ' by the grid and by days, with Shift to another lane' }}; Enter opens it, or asks to move it there.</p>
  <p class="small quiet studio-said" aria-live="polite" data-testid="board-says">{{ said }}</p>
</div>`,
  data: () => ({ ghost: null, waiting: "", said: "", refused: "", narrow: false, chosen: "", pixels: PIXELS_A_MINUTE, most: IN_A_CELL, justDragged: "", held: null }),
  computed: {
    view: (self) => (self.narrow ? "list" : self.mode),
    hours: (self) => hoursOf(self.first, self.last),
    high: (self) => (self.last - self.first) * PIXELS_A_MINUTE,
    chosenDay: (self) => self.days.find((day) => day.date === self.chosen) || self.days[0],
    id: (self) => `board-${self.$.uid}`,
  },
  watch: {
    days() {
      this.choose();
    },
  },
  created() {
    this.query = window.matchMedia(NARROW);
    this.narrow = this.query.matches;
    this.resized = () => {
      this.narrow = this.query.matches;
      this.ghost = null;
    };
    this.query.addEventListener("change", this.resized);
    this.choose();
  },
  unmounted() {
    this.query.removeEventListener("change", this.resized);
  },
  methods: {
    clock: clockTime,
    /** The day that is shown on a phone: today where it is in sight, else the first. */
    choose() {
      if (this.days.some((day) => day.date === this.chosen)) return;
      this.chosen = (this.days.find((day) => day.today) || this.days.find((day) => !day.outside) || this.days[0]).date;
    },
    y(minute) {
      return (minute - this.first) * PIXELS_A_MINUTE;
    },
    box(start, end) {
      const top = Math.max(start, this.first);
      return { top: this.y(top) + "px", height: Math.max(0, this.y(Math.min(end, this.last)) - this.y(top)) + "px" };
    },
    of(day) {
      return this.entries.filter((entry) => entry.day === day.date).sort((a, b) => a.start - b.start);
    },
    shown(day) {
      return this.of(day).slice(0, IN_A_CELL);
    },
    placed(day, lane) {
      return sideBySide(this.of(day).filter((entry) => entry.lane === lane.id || entry.lane === ""));
    },
    counted(day) {
      const count = this.of(day).length;
      return count === 1 ? "1 entry" : `${count} entries`;
    },
    laneOf(entry) {
      return Math.max(0, this.lanes.findIndex((lane) => lane.id === entry.lane));
    },
    laneName(entry) {
      return this.lanes.find((lane) => lane.id === entry.lane)?.name || "";
    },
    spoken(entry) {
      const day = this.days.find((one) => one.date === entry.day);
      return [entry.title, day?.name, entry.when, this.laneName(entry), entry.note].filter(Boolean).join(", ");
    },
    ghostAt(day, lane) {
      return this.ghost && this.ghost.day === day && this.ghost.lane === lane;
    },
    /** Show where a session would go. */
    haunt(entry, at) {
      this.refused = "";
      this.ghost = { ...at, id: entry.id, length: entry.end - entry.start };
      const lane = this.lanes.length > 1 ? `, ${this.lanes[at.lane].name}` : "";
      this.said = `${this.days[at.day].name}, ${clockTime(at.minute)}${lane}. Enter asks to move it there, Escape leaves it.`;
    },
    isElsewhere(entry) {
      const { ghost } = this;
      if (!ghost || ghost.id !== entry.id) return false;
      return this.days[ghost.day].date !== entry.day || ghost.minute !== entry.start || ghost.lane !== this.laneOf(entry);
    },
    key(event, entry) {
      if (event.key === "Escape" && this.ghost) {
        event.preventDefault();
        this.ghost = null;
        this.said = "It stays where it is.";
        return;
      }
      if (event.key === "Enter" && this.isElsewhere(entry)) {
        event.preventDefault();
        this.propose(entry);
        return;
      }
      if (!entry.movable || this.waiting || event.altKey || event.ctrlKey || event.metaKey || this.view === "list") return;
      const day = this.days.findIndex((one) => one.date === entry.day);
      const at = this.ghost?.id === entry.id ? this.ghost : { day, lane: this.laneOf(entry), minute: entry.start };
      const { grid, days, lanes, first, last } = this;
      const board = { grid, days: days.length, lanes: lanes.length, first, last, length: entry.end - entry.start, month: this.view === "month" };
      const next = stepped(at, event, board);
      if (!next) return;
      event.preventDefault();
      this.haunt(entry, { day: next.day, lane: next.lane, minute: next.minute });
      this.$nextTick(() => this.$el.querySelector(".studio-ghost")?.scrollIntoView({ block: "nearest", inline: "nearest" }));
    },
    focused(entry) {
      if (this.ghost && this.ghost.id !== entry.id && !this.waiting && !this.held) this.ghost = null;
    },
    pressed(entry) {
      if (this.justDragged === entry.id || this.waiting) return;
      this.$emit("open", entry.id);
    },
    add(event, day, lane) {
      const minute = this.first + Math.floor(event.offsetY / PIXELS_A_MINUTE / this.grid) * this.grid;
      this.$emit("add", { day: this.days[day].date, lane: this.lanes[lane].id, minute });
    },
    propose(entry) {
      if (!this.isElsewhere(entry)) {
        this.ghost = null;
        return;
      }
      const { day, lane, minute } = this.ghost;
      this.waiting = entry.id;
      this.$emit("move", { id: entry.id, day: this.days[day].date, lane: this.lanes[lane].id, minute });
    },
    /** Called by the page: it was moved, or it is said why not; then it stays where it was. */
    settled(id, said, refused) {
      Object.assign(this, { ghost: null, waiting: "", said, refused });
      this.$nextTick(() => this.$el.querySelector(`[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: !refused }));
    },
  },
};
