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
    full() {
      return FULL.format(new Date(this.iso));
    },
    shown() {
      const moment = new Date(this.iso);
      const minutes = Math.floor((this.now - moment.getTime()) / 60000);
      if (minutes < 1) return "just now";
      if (minutes < 60) return `${minutes} min ago`;
      return ABSOLUTE.format(moment);
    },
  },
};
