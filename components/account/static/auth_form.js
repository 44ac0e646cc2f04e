// A form that is sent as JSON outside of the page's socket: only a response can set a cookie that no script reads.
// A mailed link carries its secret behind the #, which is removed from the address bar at once.
export default {
  props: { action: String, fields: Array, submit: String, extra: Object, secret: Boolean, danger: Boolean, confirms: Boolean },
  template: `
<form class="stack" :data-testid="'form-' + action.split('/').pop()" @submit.prevent="send" novalidate>
  <p v-if="told" class="note good" role="status" data-testid="told">{{ told }}</p>
  <template v-else>
    <div v-for="field in fields" :key="field.name" class="field">
      <div class="row spread"><label :for="'f-' + field.name">{{ field.label }}</label>
        <button v-if="field.type === 'password'" type="button" class="linklike small" :aria-pressed="String(!!shown[field.name])"
          @click="shown[field.name] = !shown[field.name]">{{ shown[field.name] ? 'Hide' : 'Show' }}</button></div>
      <input class="input" :id="'f-' + field.name" :name="field.name" v-model="values[field.name]" :maxlength="field.limit || 1000"
        :type="field.type === 'password' && shown[field.name] ? 'text' : field.type" :autocomplete="field.autocomplete" :inputmode="field.inputmode"
        :data-first="field.autofocus || null" :data-testid="'field-' + field.name" :aria-describedby="field.hint ? 'h-' + field.name : null" spellcheck="false" autocapitalize="off">
      <div v-if="field.autocomplete === 'new-password' && judged.level" class="strength" :data-level="judged.level" data-testid="strength">
        <i v-for="step in 4" :key="step"></i><span class="small quiet" role="status">{{ judged.said }}</span></div>
      <p v-if="field.hint" class="small quiet" :id="'h-' + field.name">{{ field.hint }}</p>
    </div>
    <p v-if="wrong" class="note bad" role="alert" data-testid="wrong">{{ wrong }}</p>
    <button type="submit" class="button" :class="danger ? 'danger' : 'main-action'" :aria-busy="busy ? 'true' : null" data-testid="submit">{{ submit }}</button>
  </template>
</form>`,
  data() {
    return { values: Object.fromEntries(this.fields.map((field) => [field.name, field.value || ""])), shown: {}, wrong: "", told: "", busy: false, token: "", judged: {} };
  },
  mounted() {
    if (this.secret) {
      this.token = location.hash.slice(1) || history.state?.levelmixToken || "";
      history.replaceState({ ...history.state, levelmixToken: this.token }, "", location.pathname + location.search);
      if (!this.token) this.wrong = "This address lacks its last part. Open the whole link once more.";
    }
    this.$el.querySelector("input[data-first]")?.focus();
    const fresh = this.fields.find((field) => field.autocomplete === "new-password");
    if (fresh) this.$watch(() => this.values[fresh.name], this.judge);
  },
  unmounted() {
    clearTimeout(this.waiting);
  },
  methods: {
    judge(password) {
      clearTimeout(this.waiting);
      if (!password) return void (this.judged = {});
      this.waiting = setTimeout(async () => {
        const answer = await this.post("/auth/strength", { password, token: this.token }).catch(() => null);
        const said = answer?.ok ? await answer.json().catch(() => ({})) : {};
        if (this.values.password === password) this.judged = said;
      }, 300);
    },
    post(path, sent) {
      const headers = { "Content-Type": "application/json" };
      return fetch(`${window.path_prefix || ""}${path}`, { method: "POST", headers, body: JSON.stringify(sent) });
    },
    async send() {
      if (this.busy) return;
      [this.busy, this.wrong] = [true, ""];
      try {
        const token = this.secret ? { token: this.token } : {};
        const answer = await this.post(this.action, { ...this.values, ...token, ...this.extra });
        const said = await answer.json().catch(() => ({}));
        if (answer.ok && said.go) return void location.assign(said.go);
        if (answer.ok) this.$emit("done", said);
        if (said.confirm && this.confirms) this.$emit("confirm");
        else if (answer.ok) this.told = said.told || "";
        else this.wrong = typeof said.error === "string" ? said.error : "The server did not take this. Please check what you wrote.";
      } catch {
        this.wrong = "The server can’t be reached. Check your connection and try again.";
      }
      this.busy = false;
    },
  },
  emits: ["done", "confirm"],
};
