// The timeline of one job in a list: its wave, its loudness after, its tracks, in one small picture that leads to the job.
import { Strip } from "levelmix-timeline";

const LIVE_MS = 4000;
const POINTS = 240;

export default {
  props: { job: String, source: String, name: String, segments: Array },
  template: `<a ref="place" class="timeline-small" :href="'/jobs/' + job" :aria-label="'Timeline of ' + name" :data-state="state" data-testid="timeline-small"><canvas ref="canvas" aria-hidden="true"></canvas></a>`,
  data: () => ({ state: "waiting" }),
  mounted() {
    this.draw = new Strip(this.$refs.canvas);
    this.resizes = new ResizeObserver(() => this.paint());
    this.resizes.observe(this.$refs.place);
    this.theme = new MutationObserver(() => this.paint());
    this.theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    // Only what is in view is loaded: a list may be long.
    this.seen = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.begin());
    this.seen.observe(this.$refs.place);
  },
  unmounted() {
    this.gone = true;
    clearTimeout(this.timer);
    [this.resizes, this.theme, this.seen].forEach((watcher) => watcher.disconnect());
  },
  methods: {
    begin() {
      this.seen.disconnect();
      this.look();
    },
    async look() {
      const answer = await fetch(`${window.path_prefix || ""}${this.source}?points=${POINTS}`).catch(() => null);
      if (this.gone) return;
      if (answer?.status === 200) this.data = await answer.json();
      this.state = this.data ? "ready" : answer?.status === 404 ? "none" : "waiting";
      this.paint();
      if (!answer || answer.status === 204 || this.data?.active) this.timer = setTimeout(() => this.look(), LIVE_MS);
    },
    paint() {
      if (this.data && !this.gone) this.draw.small(this.data, this.segments || []);
    },
  },
};
