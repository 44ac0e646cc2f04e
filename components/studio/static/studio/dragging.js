// A session is dragged to another place by a mouse or pen; a finger scrolls, and moves it on its own page.
import { PIXELS_A_MINUTE, snap } from "./places.js";

const NEAR_PX = 4;

export const Dragging = {
  methods: {
    grab(event, entry) {
      if (event.button !== 0 || event.pointerType === "touch" || !entry.movable || this.waiting) return;
      const box = event.currentTarget.getBoundingClientRect();
      this.held = { entry, x: event.clientX, y: event.clientY, above: event.clientY - box.top, target: event.currentTarget, moved: false };
      const move = (/** @type {PointerEvent} */ now) => this.drag(now);
      const end = (/** @type {Event} */ now) => {
        window.removeEventListener("pointermove", move);
        window.removeEventListener("pointerup", end);
        window.removeEventListener("pointercancel", end);
        this.drop(now.type === "pointerup");
      };
      window.addEventListener("pointermove", move);
      window.addEventListener("pointerup", end);
      window.addEventListener("pointercancel", end);
    },
    drag(event) {
      const { held } = this;
      if (!held) return;
      if (!held.moved && Math.hypot(event.clientX - held.x, event.clientY - held.y) < NEAR_PX) return;
      held.moved = true;
      event.preventDefault();
      const place = document.elementsFromPoint(event.clientX, event.clientY).find((one) => one instanceof HTMLElement && one.matches(".studio-lane, .studio-cell"));
      if (!(place instanceof HTMLElement) || !this.$el.contains(place)) return;
      const { entry } = held;
      const inLane = place.matches(".studio-lane");
      const top = event.clientY - held.above - place.getBoundingClientRect().top;
      const wanted = inLane ? snap(this.first + top / PIXELS_A_MINUTE, this.grid) : entry.start;
      const minute = inLane ? Math.min(Math.max(wanted, this.first), Math.max(this.first, this.last - (entry.end - entry.start))) : entry.start;
      const lane = inLane ? Number(place.dataset.lane) : this.laneOf(entry);
      this.haunt(entry, { day: Number(place.dataset.day), lane, minute });
    },
    drop(kept) {
      const { held } = this;
      this.held = null;
      if (!held?.moved) return;
      this.justDragged = held.entry.id;
      setTimeout(() => {
        this.justDragged = "";
      });
      if (kept) this.propose(held.entry);
      else this.ghost = null;
    },
  },
};
