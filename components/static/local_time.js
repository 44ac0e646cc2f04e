// A moment in the visitor's own time zone: "20 Nov 2026, 23:42", or "3 min ago" while it is fresh.
const ABSOLUTE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
const FULL = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "long" });

export default {
  props: { iso: String },
  data: () => ({ now: Date.now() }),
  template: `<time :datetime="iso" :title="full">{{ shown }}</time>`,
  mounted() {
    this.timer = setInterval(() => (this.now = Date.now()), 20000);
  },
  unmounted() {
    clearInterval(this.timer);
  },
  computed: {
    moment() {
      return new Date(this.iso);
    },
    full() {
      return FULL.format(this.moment);
    },
    shown() {
      const minutes = Math.floor((this.now - this.moment) / 60000);
      if (minutes < 1) return "just now";
      if (minutes < 60) return `${minutes} min ago`;
      return ABSOLUTE.format(this.moment);
    },
  },
};
