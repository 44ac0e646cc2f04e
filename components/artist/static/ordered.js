// A list that is put in order: its handles are dragged by mouse or finger, or moved by the arrow keys.
// The row that was moved last: pages draw the list anew then, and the keyboard stays on its handle.
let moved = null;

export default {
  emits: ["order"],
  template: `<ul class="ordered" @pointerdown="take" @keydown="key"><slot></slot></ul>`,
  methods: {
    items() {
      return [...this.$el.children].filter((item) => item.dataset.key);
    },
    handled: (event) => event.target.closest("[data-handle]")?.closest("[data-key]"),
    tell(item, before) {
      const keys = this.items().map((one) => one.dataset.key).filter((one) => one !== item.dataset.key);
      keys.splice(before, 0, item.dataset.key);
      if (keys.join() !== this.items().map((one) => one.dataset.key).join()) {
        moved = item.dataset.key;
        this.$emit("order", keys);
      }
    },
    key(event) {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      const item = this.handled(event);
      if (!step || !item) return;
      event.preventDefault();
      const place = this.items().indexOf(item) + step;
      if (place >= 0 && place < this.items().length) this.tell(item, place);
    },
    take(event) {
      const item = this.handled(event);
      if (!item || event.button) return;
      event.preventDefault();
      const handle = event.target.closest("[data-handle]");
      handle.focus();
      handle.setPointerCapture(event.pointerId);
      const others = this.items().filter((one) => one !== item);
      let place = this.items().indexOf(item);
      item.classList.add("moving");
      const move = ({ clientY }) => {
        place = others.filter((one) => clientY > one.getBoundingClientRect().top + one.offsetHeight / 2).length;
        others.forEach((one, at) => {
          one.classList.toggle("line-above", at === place);
          one.classList.toggle("line-below", at === others.length - 1 && place === others.length);
        });
      };
      const drop = (ended) => {
        handle.removeEventListener("pointermove", move);
        item.classList.remove("moving");
        for (const one of others) one.classList.remove("line-above", "line-below");
        if (ended.type === "pointerup") this.tell(item, place);
      };
      handle.addEventListener("pointermove", move);
      for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, drop, { once: true });
    },
  },
  mounted() {
    const key = moved;
    moved = null;
    if (!key || document.activeElement !== document.body) return;
    this.$nextTick(() => this.items().find((one) => one.dataset.key === key)?.querySelector("[data-handle]")?.focus());
  },
};
