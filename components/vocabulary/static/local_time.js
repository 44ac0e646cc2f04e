// A moment in the visitor's own time zone: "20 Nov 2026, 23:42", or "3 min ago" while it is fresh. Zone and language are
// those of their profile, which the page says in its head, or else the browser's zone and English.
const DAY_AND_TIME = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" };
const ALL_OF_IT = { dateStyle: "full", timeStyle: "long" };
const made = new Map();

const known = (language, options) => {
  try {
    return new Intl.DateTimeFormat(language, options);
  } catch {
    return new Intl.DateTimeFormat("en-GB"); // this browser knows no such zone
  }
};

const writing = (options) => {
  const said = document.querySelector("meta[name=own-time]")?.getAttribute("content") ?? "{}";
  const key = said + (options === ALL_OF_IT);
  if (!made.has(key)) {
    const { zone, language } = JSON.parse(said);
    const locale = !language || language === "en" ? "en-GB" : language;
    made.set(key, known(locale, zone ? { ...options, timeZone: zone } : options));
  }
  return made.get(key);
};

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
      return writing(ALL_OF_IT).format(new Date(this.iso));
    },
    shown() {
      const moment = new Date(this.iso);
      const minutes = Math.floor((this.now - moment.getTime()) / 60000);
      if (minutes < 1 && minutes > -2) return "just now";
      if (minutes >= 0 && minutes < 60) return `${minutes} min ago`;
      return writing(DAY_AND_TIME).format(moment);
    },
  },
};
