// The number of running jobs before the page's title, and notifications of the browser when one ends.
const BEFORE = /^\(\d+\) /;

export default {
  props: { running: { type: Number, default: 0 } },
  template: `
<div v-if="leave !== 'none'" class="tray-foot">
  <button v-if="leave === 'default'" type="button" class="button bare" data-testid="tray-notify" @click="ask">Tell me when a job ends</button>
  <span v-else class="quiet small" data-testid="tray-leave">{{ leave === "granted" ? "Your browser tells you when a job ends." : "Your browser blocks notifications from this site." }}</span>
</div>`,
  data: () => ({ leave: "Notification" in window ? Notification.permission : "none" }),
  mounted() {
    this.seen = new MutationObserver(this.count);
    this.seen.observe(document.head, { subtree: true, childList: true, characterData: true });
    this.count();
  },
  unmounted() {
    this.seen.disconnect();
  },
  watch: {
    running() {
      this.count();
    },
  },
  methods: {
    count() {
      const bare = document.title.replace(BEFORE, "");
      const wanted = this.running ? `(${this.running}) ${bare}` : bare;
      if (document.title !== wanted) document.title = wanted;
    },
    async ask() {
      this.leave = await Notification.requestPermission();
    },
    tell(job, title, body, href) {
      if (this.leave !== "granted" || (document.visibilityState === "visible" && document.hasFocus())) return;
      try {
        const told = new Notification(title, { body, tag: job }); // of several pages with this tag, the last one counts
        told.onclick = () => {
          window.focus();
          location.assign((window.path_prefix || "") + href);
        };
      } catch {
        /* some phones let only a service worker do this; the bell has it, too */
      }
    },
  },
};
