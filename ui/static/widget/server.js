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
export async function call(path, options = {}, retried = false) {
  const sent = { "Content-Type": "application/json", "Accept": "application/json", "Accept-Language": page.lang };
  const token = keep.get("kefu-token");
  if (token) sent.Authorization = "Bearer " + token;
  for (const add of headers) add(sent);
  const answer = await fetch("/widget/api/" + path, Object.assign({}, options, { headers: sent, cache: "no-store", credentials: "omit" }));
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
