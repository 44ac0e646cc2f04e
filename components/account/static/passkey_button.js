// Passkeys: the server's questions to the browser's own dialog, and its answers back. Bytes are sent as base64url.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function ask(path, sent) {
  const answer = await fetch(`${window.path_prefix || ""}/auth/passkeys/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(sent),
  });
  const said = await answer.json().catch(() => ({}));
  if (said.confirm) throw new DOMException(said.error, "ConfirmFirst");
  if (!answer.ok) throw new Error(typeof said.error === "string" ? said.error : "The server did not take this. Try again.");
  return said;
}

function plain(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response };
}

export default {
  props: { mode: String, label: String, next: String },
  emits: ["done", "confirm"],
  template: `
<div v-if="there" class="stack tight">
  <button type="button" class="button" :style="mode === 'make' ? 'align-self: start' : null" :aria-busy="busy ? 'true' : null" :data-testid="'passkey-' + mode" @click="press">{{ label }}</button>
  <p v-if="wrong" class="note bad" role="alert" data-testid="passkey-wrong">{{ wrong }}</p>
</div>`,
  data: () => ({ there: !!window.PublicKeyCredential, busy: false, wrong: "" }),
  methods: {
    async press() {
      if (this.busy) return;
      [this.busy, this.wrong] = [true, ""];
      try {
        await this[this.mode]();
      } catch (error) {
        if (error.name === "ConfirmFirst") this.$emit("confirm");
        const brokenOff = ["NotAllowedError", "AbortError"].includes(error.name);
        const known = error.name === "InvalidStateError";
        this.wrong = error.name === "ConfirmFirst" ? "" : known ? "This device has a passkey for you already." : brokenOff ? "That was broken off. Nothing has changed." : error.message;
      }
      this.busy = false;
    },
    async make() {
      const asked = await ask("begin-making", {});
      asked.challenge = bytes(asked.challenge);
      asked.user.id = bytes(asked.user.id);
      asked.excludeCredentials = (asked.excludeCredentials || []).map((one) => ({ ...one, id: bytes(one.id) }));
      await ask("make", plain(await navigator.credentials.create({ publicKey: asked })));
      this.$emit("done");
    },
    async signed() {
      const asked = await ask("begin", {});
      asked.challenge = bytes(asked.challenge);
      return plain(await navigator.credentials.get({ publicKey: asked }));
    },
    async enter() {
      const said = await ask(`enter?next=${encodeURIComponent(this.next || "/")}`, await this.signed());
      location.assign(said.go);
    },
    async confirm() {
      await ask("confirm", await this.signed());
      this.$emit("done");
    },
  },
};
