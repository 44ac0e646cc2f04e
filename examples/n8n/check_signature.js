// The code step of the workflow beside this file: it lets an event pass that LevelMix has signed within five minutes.
// The webhook node hands on the body as it came ("Raw Body"); LEVELMIX_WEBHOOK_SECRET is what LevelMix has shown once.
// n8n has to allow this: NODE_FUNCTION_ALLOW_BUILTIN=crypto, and N8N_BLOCK_ENV_ACCESS_IN_NODE=false.
const crypto = require('crypto');

const { headers } = $input.first().json;
const body = await this.helpers.getBinaryDataBuffer(0, 'data');
const secret = Buffer.from($env.LEVELMIX_WEBHOOK_SECRET.replace(/^whsec_/, ''), 'base64');

const age = Math.abs(Date.now() / 1000 - Number(headers['webhook-timestamp']));
if (!(age < 300)) throw new Error('The event is too old, or says no time.');

const signed = Buffer.concat([Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`), body]);
const right = crypto.createHmac('sha256', secret).update(signed).digest();
const isOurs = String(headers['webhook-signature']).split(' ').some((one) => {
  const [version, text] = one.split(',');
  const given = Buffer.from(text || '', 'base64');
  return version === 'v1' && given.length === right.length && crypto.timingSafeEqual(given, right);
});
if (!isOurs) throw new Error('The event is not signed by LevelMix.');

return [{ json: { id: headers['webhook-id'], ...JSON.parse(body.toString('utf8')) } }];
