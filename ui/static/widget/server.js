// Asking the appliance: one visitor's token, JSON both ways, every refusal with the sentence it came with.
import { inbox, keep, page, text } from "./page.js";

// Parts that send something of their own with every request (the identity of a customer who is signed in, say).
export const headers = [];
// Parts that can put a refusal right by themselves: given its name, true when it is worth asking once more.
export const remedies = [];

async function failure(answer) {
  let said = {};
  try { said = await answer.json(); } catch (notOurs) { /* keep the general sentence */ }
  const made = new Error(said.message || text.failed);
  made.status = answer.status;
  made.kind = said.error || "";
  return made;
}
function outfit() {
  const sent = { "Content-Type": "application/json", "Accept": "application/json", "Accept-Language": page.lang };
  const token = keep.get("kefu-token");
  if (token) sent.Authorization = "Bearer " + token;
  for (const add of headers) add(sent);
  return sent;
}
export async function call(path, options = {}, retried = false) {
  const token = keep.get("kefu-token");
  const answer = await fetch("/widget/api/" + path, Object.assign({}, options, { headers: outfit(), cache: "no-store", credentials: "omit" }));
  if (answer.ok) return answer;
  const problem = await failure(answer);
  if (!retried) {
    for (const remedy of remedies) if (await remedy(problem)) return call(path, options, true);
    if (answer.status === 401 && problem.kind === "NotSignedIn") {
      if (keep.get("kefu-token") === token) keep.drop("kefu-token");
      await session();
      return call(path, options, true);
    }
  }
  throw problem;
}
// A file's bytes, with word of how much has gone (0 to 1); refusals as `call` has them.
export async function upload(path, file, told, retried = false) {
  const request = new XMLHttpRequest();
  request.open("POST", "/widget/api/" + path);
  const sent = Object.assign(outfit(), { "Content-Type": "application/octet-stream" });
  for (const name of Object.keys(sent)) request.setRequestHeader(name, sent[name]);
  request.upload.onprogress = (event) => told(event.total ? event.loaded / event.total : 0);
  await new Promise((done, lost) => { request.onload = done; request.onerror = () => lost(new Error(text.offline)); request.send(file); });
  if (request.status < 300) return;
  const problem = await failure({ status: request.status, json: async () => JSON.parse(request.responseText) });
  if (!retried) for (const remedy of remedies) if (await remedy(problem)) { await upload(path, file, told, true); return; }
  throw problem;
}
export function post(path, body) { return call(path, { method: "POST", body: JSON.stringify(Object.assign({ lang: page.lang }, body)) }); }

let asked = null;
export function session() {
  if (keep.get("kefu-token")) return Promise.resolve();
  if (!asked) {
    asked = (async () => {
      const answer = await call("session", { method: "POST", body: JSON.stringify({ inbox, lang: page.lang }) }, true);
      const { token } = await answer.json();
      // Another tab may have been faster: all tabs are one visitor.
      if (!keep.get("kefu-token")) keep.set("kefu-token", token);
    })().finally(() => { asked = null; });
  }
  return asked;
}
