// A mixin: the editor by mouse, pen and fingers. A press on the rows draws, chooses, moves or takes out, as the tool says.
import { boxed, loudened, moved, without } from "./edits.js";
import { keyOf, laneLabel, placeInWords, snapped } from "./map.js";
import { pointMoved } from "./tempo.js";

const FAR = 4; // pixels that a press may tremble

export const EditingPointer = {
  methods: {
    local(event) {
      const frame = this.$refs.field.getBoundingClientRect();
      return [event.clientX - frame.left, event.clientY - frame.top];
    },
    snap(ms) {
      return this.snapping ? snapped(this.map, this.beats, ms, this.divisor) : Math.round(ms);
    },
    down(event) {
      const [x, y] = this.local(event);
      this.fingers.set(event.pointerId, x);
      this.$refs.field.setPointerCapture(event.pointerId);
      if (this.fingers.size === 2) return this.pinch();
      const zone = this.roll.zone(x, y);
      this.held = { zone, x, y, moved: false, map: this.map, erasing: event.button === 2 || this.tool === "erase" };
      this.$refs.field.focus({ preventScroll: true });
      if (zone === "head") this.held.point = this.roll.pointNear(x);
      else if (zone === "velocity") this.drawVelocity(x, y);
      else if (zone === "label") this.pressLabel(y);
      else this.pressRows(event, x, y);
    },
    pressLabel(y) {
      this.toLane(this.roll.laneAt(y));
      this.transport.strike(this.caret.lane, this.lastVelocity);
    },
    pressRows(event, x, y) {
      const hit = this.roll.hitAt(x, y, event.pointerType === "touch" ? 18 : 10);
      this.held.hit = hit;
      if (this.held.erasing) return hit && this.erase(hit);
      if (!hit) return;
      const key = keyOf(hit);
      if (event.shiftKey || this.tool === "select" && event.pointerType === "touch") {
        const keys = new Set(this.selected);
        if (!keys.delete(key)) keys.add(key);
        this.select(keys);
      } else if (!this.selected.has(key)) this.select(new Set([key]));
      this.caret = { ms: hit.ms, lane: hit.lane };
      this.lastVelocity = hit.velocity;
      this.held.keys = this.selected;
      this.transport.strike(hit.lane, hit.velocity);
    },
    erase(hit) {
      this.make(without(this.map, new Set([keyOf(hit)])), `${laneLabel(hit.lane)} taken out, ${placeInWords(this.beats, hit.ms)}`);
    },
    move(event) {
      const [x, y] = this.local(event);
      if (!this.fingers.has(event.pointerId)) return;
      this.fingers.set(event.pointerId, x);
      if (this.pinched && this.fingers.size === 2) return this.spread();
      const { held } = this;
      if (!held) return;
      if (!held.moved && Math.hypot(x - held.x, y - held.y) < FAR) return;
      held.moved = true;
      if (held.zone === "velocity") return this.drawVelocity(x, y);
      if (held.zone === "head") return this.dragHead(x);
      if (held.zone !== "rows") return;
      if (held.erasing) {
        const hit = this.roll.hitAt(x, y);
        return hit && this.erase(hit);
      }
      if (held.hit) this.dragHits(x, y);
      else this.dragBox(x, y);
    },
    dragHead(x) {
      const { held } = this;
      if (held.point < 0) {
        const by = this.roll.ms(held.x) - this.roll.ms(x);
        held.x = x;
        this.roll.show(this.roll.view.start + by, this.roll.view.end + by);
        return this.touch();
      }
      this.make(pointMoved(held.map, held.point, this.roll.ms(x)), "Anchor moved", "anchor");
    },
    dragHits(x, y) {
      const { held } = this;
      const to = this.snap(held.hit.ms + this.roll.ms(x) - this.roll.ms(held.x));
      const lanes = this.roll.laneAt(y) - held.hit.lane;
      const found = moved(held.map, held.keys, to - held.hit.ms, lanes);
      if (found.map === held.map) {
        if (this.map === held.map) return;
        this.make(held.map, "Moved back", "drag");
      } else this.make(found.map, "Moved", "drag");
      this.select(found.keys);
    },
    dragBox(x, y) {
      this.box = { from: this.roll.ms(this.held.x), to: this.roll.ms(x), top: this.roll.laneAt(this.held.y), bottom: this.roll.laneAt(y) };
      const { from, to, top, bottom } = this.box;
      this.select(boxed(this.map, Math.min(from, to), Math.max(from, to), Math.min(top, bottom), Math.max(top, bottom)));
    },
    drawVelocity(x, y) {
      const near = this.map.hits.filter((hit) => Math.abs(this.roll.x(hit.ms) - x) < 8 && (!this.selected.size || this.selected.has(keyOf(hit))));
      if (!near.length) return;
      this.lastVelocity = this.roll.velocityAt(y);
      this.make(loudened(this.map, new Set(near.map(keyOf)), () => this.lastVelocity), `Velocity ${this.lastVelocity}`, "velocity drawn");
    },
    up(event) {
      this.fingers.delete(event.pointerId);
      if (this.pinched) return this.fingers.size || (this.pinched = null);
      const { held } = this;
      this.held = this.box = null;
      this.edits.rest();
      if (!held) return;
      const [x, y] = this.local(event);
      if (held.moved) return this.touch();
      if (held.zone === "head" && held.point < 0) return this.goTo(this.roll.ms(x));
      if (held.zone === "head") return this.moveTo(this.map.timing[held.point].ms);
      if (held.zone === "rows" && !held.hit && !held.erasing) this.pressEmpty(x, y);
    },
    pressEmpty(x, y) {
      const [ms, lane] = [this.snap(this.roll.ms(x)), this.roll.laneAt(y)];
      this.caret = { ms, lane };
      if (this.tool === "draw" && !this.selected.size) this.toggleHit(ms, lane);
      else this.select(new Set());
      this.sayCaret();
    },
    drop(event) {
      this.fingers.delete(event.pointerId);
      this.held = this.box = this.pinched = null;
      this.touch();
    },
    /** Two fingers move and stretch what is seen. */
    pinch() {
      const [one, two] = [...this.fingers.values()];
      this.held = this.box = null;
      this.pinched = { one, two, view: { ...this.roll.view } };
    },
    spread() {
      const { one, two, view } = this.pinched;
      const [now, then] = [...this.fingers.values()];
      const long = ((view.end - view.start) * Math.max(20, Math.abs(two - one))) / Math.max(20, Math.abs(then - now));
      const under = view.start + (((one + two) / 2 - 64) / this.roll.wide) * (view.end - view.start);
      const start = under - (((now + then) / 2 - 64) / this.roll.wide) * long;
      this.roll.show(start, start + long);
      this.touch();
    },
    wheel(event) {
      const { start, end } = this.roll.view;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        this.roll.zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.008), this.roll.ms(this.local(event)[0]));
      } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        const by = ((event.deltaX || event.deltaY) / this.roll.wide) * (end - start);
        this.roll.show(start + by, end + by);
      } else return;
      this.touch();
    },
  },
};
