// Sentences for everybody. What was dismissed is remembered in this browser, as long as the sentence is shown at all.
const KEY = "levelmix.dismissed";

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEY) || "[]");
  } catch {
    return []; // the browser may not let us store anything
  }
}

export default {
  props: { items: { type: Array, default: () => [] } },
  template: `
<div v-if="shown.length" class="notices" role="region" aria-label="Announcements" aria-live="polite">
  <div v-for="item in shown" :key="item.id" class="notice" :class="item.level" data-testid="notice" :data-notice="item.id">
    <div class="notice-in">
      <span class="wrap-any">{{ item.text }}</span>
      <button v-if="item.dismissable" type="button" class="button bare square" aria-label="Put this away" data-testid="notice-dismiss" @click="dismiss(item.id)">
        <svg width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" aria-hidden="true"><path d="M5 5l10 10M15 5 5 15"/></svg>
      </button>
    </div>
  </div>
</div>`,
  data: () => ({ dismissed: remembered() }),
  mounted() {
    this.heard = (event) => event.key === KEY && (this.dismissed = remembered());
    window.addEventListener("storage", this.heard);
  },
  unmounted() {
    window.removeEventListener("storage", this.heard);
  },
  computed: {
    shown() {
      return this.items.filter((item) => !item.dismissable || !this.dismissed.includes(item.id));
    },
  },
  methods: {
    dismiss(id) {
      const known = this.items.map((item) => item.id);
      this.dismissed = [...remembered().filter((one) => known.includes(one)), id];
      try {
        localStorage.setItem(KEY, JSON.stringify(this.dismissed));
      } catch {
        /* then it stays away until the page is loaded again */
      }
    },
  },
};
