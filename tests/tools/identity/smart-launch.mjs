// An app built with SMART's own client library (fhirclient) is launched by a case system, signs its user in and reads. What it did is printed as JSON.
import { createRequire } from "node:module";
const fhir = createRequire(import.meta.url)("fhirclient");

const input = JSON.parse(await new Response(process.stdin).text());
const kept = new Map();
const storage = { get: async key => kept.get(key), set: async (key, value) => (kept.set(key, value), value), unset: async key => kept.delete(key) };
const app = new URL(input.redirectUri);

function visit(path) {
  const request = { url: path, protocol: "http", headers: { host: app.host }, socket: {}, connection: {} };
  const response = { headers: {}, writeHead(status, headers) { Object.assign(this.headers, headers); }, setHeader(name, value) { this.headers[name.toLowerCase()] = value; }, end() {} };
  return { response, smart: fhir(request, response, storage) };
}

const cookies = {};
async function browse(url, form) {
  for (let hop = 0; hop < 15; hop++) {
    if (url.startsWith(input.redirectUri)) return { at: url };
    const site = new URL(url);
    const answer = await fetch(url, {
      method: form ? "POST" : "GET", body: form && new URLSearchParams(form), redirect: "manual",
      headers: { Cookie: Object.entries(cookies[site.hostname] ?? {}).map(([name, value]) => `${name}=${value}`).join("; ") },
    });
    for (const set of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set);
      (cookies[site.hostname] ??= {})[name] = value;
    }
    form = undefined;
    if (!answer.headers.has("location")) return { at: url, page: await answer.text(), status: answer.status };
    url = new URL(answer.headers.get("location"), url).href;
  }
  throw new Error("too many redirects");
}

const start = visit(`/launch?iss=${encodeURIComponent(input.iss)}&launch=${input.launch}`);
await start.smart.authorize({ clientId: input.clientId, scope: input.scope, redirectUri: input.redirectUri, pkceMode: "required" });
const authorize = start.response.headers.location ?? start.response.headers.Location;

const asked = await browse(authorize);
if (!asked.page) throw new Error(`not asked: ${asked.at}`);
const formToken = /__RequestVerificationToken"[^>]*value="([^"]*)"/.exec(asked.page)?.[1];
if (!formToken) throw new Error(`no form at ${asked.at} (${asked.status})`);
const checked = /value="([0-9a-f]{32})"[^>]*checked/.exec(asked.page)?.[1] ?? null;
const back = await browse(asked.at, { __RequestVerificationToken: formToken, child: checked ?? input.child });

const client = await visit(back.at.slice(app.origin.length)).smart.ready();
const patient = await client.patient.read();
const plan = await client.request(`CarePlan/${input.plan}`);
const others = await client.request(`Patient/${input.other}`).then(() => "read", error => error.status ?? error.statusCode ?? String(error));
await client.refresh();
const again = await client.patient.read();

console.log(JSON.stringify({ checked, challenge: new URL(authorize).searchParams.get("code_challenge_method"), patient: patient.id, plan: plan.id, others: String(others), again: again.id, scope: client.state.tokenResponse.scope }));
