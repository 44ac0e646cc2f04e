// The levels of a clip as bars around a line: fetched when they are in view, drawn again when the colours change.
const QUIET_DB = -48;
const LOUD_DB = -8;
const BAR = 3;

export default {
  props: { clip: String, name: String, there: Boolean },
  template: `<div ref="place" class="clip-wave" role="img" :aria-label="'Waveform of ' + name" :data-state="state" data-testid="clip-wave"><canvas ref="canvas"></canvas></div>`,
  data: () => ({ state: "waiting" }),
  mounted() {
    this.resizes = new ResizeObserver(() => this.paint());
    this.resizes.observe(this.$refs.place);
    this.theme = new MutationObserver(() => this.paint());
    this.theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    this.seen = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.begin());
    this.seen.observe(this.$refs.place);
  },
  unmounted() {
    this.gone = true;
    [this.resizes, this.theme, this.seen].forEach((watcher) => watcher.disconnect());
  },
  methods: {
    async begin() {
      this.seen.disconnect();
      if (!this.there) return;
      const answer = await fetch(`${window.path_prefix || ""}/files/library/${this.clip}/curve`).catch(() => null);
      this.levels = answer?.status === 200 ? (await answer.json()).lufs : [];
      if (this.gone) return;
      this.state = this.levels.length ? "ready" : "none";
      this.paint();
    },
    paint() {
      const { canvas, place } = this.$refs;
      if (!canvas || this.gone) return;
      const [width, height, scale] = [place.clientWidth, place.clientHeight, window.devicePixelRatio || 1];
      [canvas.width, canvas.height] = [width * scale, height * scale];
      const draw = canvas.getContext("2d");
      draw.scale(scale, scale);
      const count = Math.max(1, Math.floor(width / BAR));
      const ink = getComputedStyle(place);
      draw.fillStyle = ink.getPropertyValue(this.levels?.length ? "--ink-2" : "--line-2").trim();
      for (let at = 0; at < count; at++) {
        const level = this.levels?.length ? this.level(at / count, (at + 1) / count) : 0;
        const tall = Math.max(1, level * height);
        draw.fillRect(at * BAR, (height - tall) / 2, BAR - 1, tall);
      }
    },
    level(from, to) {
      const first = Math.floor(from * this.levels.length);
      const some = this.levels.slice(first, Math.max(first + 1, Math.ceil(to * this.levels.length)));
      const loudest = Math.max(...some.map((one) => (one === null ? QUIET_DB : one)));
      return Math.min(1, Math.max(0, (loudest - QUIET_DB) / (LOUD_DB - QUIET_DB)));
    },
  },
};
