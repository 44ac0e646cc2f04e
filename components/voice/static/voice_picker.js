// Who is heard: a list that is searched and filtered here, with a preview of each voice.
const SEXES = { female: "Female", male: "Male" };

function named(language) {
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(language) || language;
  } catch {
    return language;
  }
}

export default {
  props: { voices: Array, chosen: String },
  template: `
<div class="voices" data-testid="voice-picker">
  <div class="voices-filters">
    <input class="input" type="search" v-model="search" placeholder="Search voices" aria-label="Search voices" data-testid="voice-search">
    <select class="input" v-model="language" aria-label="Language" data-testid="voice-language">
      <option value="">All languages</option>
      <option v-for="one in languages" :key="one" :value="one">{{ name(one) }}</option>
    </select>
    <select class="input" v-model="sex" aria-label="Voice" data-testid="voice-sex">
      <option value="">All voices</option>
      <option v-for="(label, one) in sexes" :key="one" :value="one">{{ label }}</option>
    </select>
  </div>
  <ul ref="list" class="voices-list" role="radiogroup" aria-label="Voice" tabindex="-1" @keydown="move">
    <li v-for="voice in shown" :key="voice.id" role="none">
      <button type="button" class="voice" role="radio" :aria-checked="voice.id === now ? 'true' : 'false'" :tabindex="voice.id === focusable ? 0 : -1" :data-voice="voice.id" data-testid="voice" @click="choose(voice.id)">
        <span class="strong">{{ voice.name }}</span>
        <span class="quiet small">{{ about(voice) }}</span>
      </button>
      <button v-if="voice.preview" type="button" class="button bare square" :aria-label="(playing === voice.id ? 'Stop ' : 'Hear ') + voice.name" data-testid="voice-preview" @click="hear(voice)">
        <svg width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round" aria-hidden="true"><path :d="playing === voice.id ? 'M5.500 5.500h9v9h-9z' : 'M6.5 4v12l9-6z'"/></svg>
      </button>
    </li>
    <li v-if="!shown.length" class="quiet small voices-none" role="none">No voice is like that.</li>
  </ul>
</div>`,
  data() {
    return { search: "", language: "", sex: "", now: this.chosen, playing: "", sexes: SEXES };
  },
  computed: {
    languages() {
      return [...new Set(this.voices.map((voice) => voice.language).filter(Boolean))].sort((a, b) => named(a).localeCompare(named(b)));
    },
    shown() {
      const wanted = this.search.trim().toLowerCase();
      return this.voices.filter(
        (voice) =>
          (!this.language || voice.language === this.language) &&
          (!this.sex || voice.sex === this.sex) &&
          (!wanted || `${voice.name} ${voice.id} ${this.about(voice)}`.toLowerCase().includes(wanted)),
      );
    },
    focusable() {
      const shown = /** @type {any[]} */ (/** @type {unknown} */ (this.shown));
      return shown.some((voice) => voice.id === this.now) ? this.now : shown[0]?.id;
    },
  },
  mounted() {
    // Only the list is scrolled: scrollIntoView would take the page along, past what is to be filled in first.
    const list = this.$refs.list;
    const chosen = list.querySelector('[aria-checked="true"]');
    if (chosen) list.scrollTop += chosen.getBoundingClientRect().bottom - list.getBoundingClientRect().bottom;
  },
  unmounted() {
    this.sound?.pause();
  },
  methods: {
    name: named,
    about(voice) {
      const said = [named(voice.language), SEXES[voice.sex], voice.note, voice.custom ? "yours" : ""];
      return said.filter(Boolean).join(" · ");
    },
    choose(id) {
      this.now = id;
      this.$emit("choose", id);
    },
    move(event) {
      const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
      if (!step || !event.target.matches('[role="radio"]')) return;
      event.preventDefault();
      const at = this.shown.findIndex((voice) => voice.id === event.target.dataset.voice);
      const next = this.shown[Math.min(this.shown.length - 1, Math.max(0, at + step))];
      this.choose(next.id);
      this.$nextTick(() => this.$refs.list.querySelector(`[data-voice="${CSS.escape(next.id)}"]`)?.focus());
    },
    hear(voice) {
      this.sound?.pause();
      if (this.playing === voice.id) return void (this.playing = "");
      this.playing = voice.id;
      this.sound = new Audio((window.path_prefix || "") + voice.preview);
      this.sound.onended = this.sound.onerror = () => this.playing === voice.id && (this.playing = "");
      this.sound.play().catch(() => (this.playing = ""));
    },
  },
};
