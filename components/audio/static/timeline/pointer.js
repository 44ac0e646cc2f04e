// Moving through the timeline: by keys, by the wheel, by one finger or two, and on the strip below it.
import { LEFT, RIGHT } from "./lanes.js";
import { Plot, clamp } from "./scale.js";

export const Hands = {
  methods: {
    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const wide = this.view.end - this.view.start;
      const step = event.shiftKey ? wide / 10 : Math.max(0.1, wide / 100);
      const here = this.cursor ?? this.view.start;
      const deeds = {
        ArrowLeft: () => this.at(here - step),
        ArrowRight: () => this.at(here + step),
        Home: () => this.at(0),
        End: () => this.at(this.length),
        PageUp: () => this.at(here - wide / 2),
        PageDown: () => this.at(here + wide / 2),
        "+": () => this.zoom(0.5),
        "=": () => this.zoom(0.5),
        "-": () => this.zoom(2),
        0: () => this.show(0, this.length),
        n: () => this.next(1),
        p: () => this.next(-1),
        Enter: () => this.at(here, "play"),
      };
      if (this.sound) deeds[" "] = () => this.toggleSound();
      if (this.editable) Object.assign(deeds, { b: () => this.addAt(here), delete: () => this.removeNear(here, wide), backspace: () => this.removeNear(here, wide) });
      const deed = deeds[event.key] || deeds[event.key.toLowerCase()];
      if (!deed) return;
      event.preventDefault();
      deed();
    },
    wheel(event) {
      const { start, end } = this.view;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        this.zoom(Math.exp(clamp(event.deltaY, -60, 60) * 0.008), this.plot().seconds(this.local(event)));
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
        event.preventDefault();
        const by = ((event.deltaX || event.deltaY) / this.width) * (end - start);
        this.show(start + by, end + by);
      }
    },
    local(event) {
      return event.clientX - this.$refs.field.getBoundingClientRect().left;
    },
    down(event) {
      if (event.button > 0) return;
      this.$refs.field.setPointerCapture(event.pointerId);
      this.fingers.set(event.pointerId, this.local(event));
      this.start = { x: this.local(event), view: { ...this.view }, moved: false, spread: this.spread() };
    },
    spread() {
      const places = [...this.fingers.values()];
      return places.length === 2 ? { wide: Math.max(10, Math.abs(places[0] - places[1])), middle: (places[0] + places[1]) / 2 } : null;
    },
    move(event) {
      const x = this.local(event);
      if (!this.fingers.has(event.pointerId)) return this.point(x);
      this.fingers.set(event.pointerId, x);
      const { view } = this.start;
      const wide = view.end - view.start;
      const now = this.spread();
      if (now && this.start.spread) {
        this.start.moved = true;
        const was = new Plot(view, LEFT, this.width - LEFT - RIGHT);
        const fresh = (wide * this.start.spread.wide) / now.wide;
        const from = was.seconds(this.start.spread.middle) - ((now.middle - LEFT) / (this.width - LEFT - RIGHT)) * fresh;
        return this.show(from, from + fresh);
      }
      if (Math.abs(x - this.start.x) > 4) this.start.moved = true;
      if (!this.start.moved) return;
      this.hover = null;
      const by = ((this.start.x - x) / (this.width - LEFT - RIGHT)) * wide;
      this.show(view.start + by, view.end + by);
    },
    up(event) {
      const pressed = this.fingers.delete(event.pointerId);
      if (pressed && !this.start.moved) this.at(clamp(this.plot().seconds(this.local(event)), this.view.start, this.view.end), "play");
      if (this.fingers.size) this.start = { x: [...this.fingers.values()][0], view: { ...this.view }, moved: true, spread: null };
    },
    drop(event) {
      this.fingers.delete(event.pointerId);
    },
    leave() {
      this.hover = null;
    },
    grab(event) {
      event.target.setPointerCapture(event.pointerId);
      this.held = true;
      this.pull(event);
    },
    pull(event) {
      if (!this.held) return;
      const strip = new Plot({ start: 0, end: this.length }, LEFT, this.width - LEFT - RIGHT);
      const centre = strip.seconds(event.clientX - event.target.getBoundingClientRect().left);
      const half = (this.view.end - this.view.start) / 2;
      this.show(centre - half, centre + half);
    },
  },
};
