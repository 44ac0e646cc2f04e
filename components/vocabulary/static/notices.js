// Sentences for everybody. What was dismissed is remembered in this browser, as long as the sentence is shown at all;
// each list of them by a key of its own. With a title they stand below it, and it goes with the last of them.
function remembered(key) {
  try {
    return JSON.parse(localStorage.getItem(key) || "[]");
  } catch {
    return []; // the browser may not let us store anything
  }
}

export default {
  props: {
    items: { type: Array, default: () => [] },
    memory: { type: String, default: "levelmix.dismissed" },
    title: { type: String, default: "" },
  },
  template: `
<div v-if="shown.length" class="notices" :class="title && 'titled panel'" role="region" :aria-label="title || 'Announcements'" aria-live="polite">
  <h2 v-if="title">{{ title }}</h2>
  <div v-for="item in shown" :key="item.id" class="notice" :class="item.level" data-testid="notice" :data-notice="item.id">
    <div class="notice-in">
      <span class="wrap-any">{{ item.text }} <span v-if="item.when" class="quiet small">{{ item.when }}</span></span>
      <button v-if="item.dismissable" type="button" class="button bare square" aria-label="Put this away" data-testid="notice-dismiss" @click="dismiss(item.id)">
        <svg width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" aria-hidden="true"><path d="M5 5l10 10M15 5 5 15"/></svg>
      </button>
    </div>
  </div>
</div>`,
  data() {
    return { dismissed: remembered(this.memory) };
  },
  mounted() {
    this.heard = (event) => event.key === this.memory && (this.dismissed = remembered(this.memory));
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
      this.dismissed = [...remembered(this.memory).filter((one) => known.includes(one)), id];
      try {
        localStorage.setItem(this.memory, JSON.stringify(this.dismissed));
      } catch {
        /* then it stays away until the page is loaded again */
      }
    },
  },
};
