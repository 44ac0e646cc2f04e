// An OpenID provider as a company runs one: `node provider.mjs PORT CALLBACK`. Whoever signs in is who they say they are.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.cwd()}/.tools/oidc/`);
const { default: Provider } = await import(pathToFileURL(require.resolve("oidc-provider")));
const [port, callback] = process.argv.slice(2);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: "levelmix", client_secret: "secret", redirect_uris: [callback] }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  pkce: { required: () => true },
  cookies: { keys: ["only for tests"] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: `${id}@work.example`, email_verified: true, name: `Worker ${id}` }),
  }),
});
provider.listen(Number(port), "127.0.0.1");
