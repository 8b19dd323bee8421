// Who is signed in on the bank's page: a token of minutes that the page gives (through the loader, or itself where it has an iframe
// only) and that goes along with every request. It is kept in memory only.
import { host, keep, text } from "./page.js";
import * as feed from "./feed.js";
import * as log from "./log.js";
import { headers, remedies } from "./server.js";

let current = "", asking = null, told = () => {};

function forget() {
  keep.drop("kefu-token");
  log.clear();
  feed.restart();
}
window.addEventListener("message", (event) => {
  // Only the page that may show this window, and only its own words.
  if (event.source !== window.parent || event.origin !== host || !event.data || event.data.kefu !== "identity") return;
  const given = typeof event.data.token === "string" ? event.data.token.slice(0, 2000) : "";
  const left = current && !given;
  const came = !current && given;
  current = given;
  told();
  if (left) forget(); // signed out: the next person at this screen begins anew
  if (came) feed.restart();
});
// Ask the page for a token; nothing within three seconds means that nobody is signed in.
function fresh() {
  if (window.parent === window || !text.customers) return Promise.resolve(); // no key, no word to ask for
  if (!asking) {
    asking = new Promise((done) => {
      const late = setTimeout(done, 3000);
      told = () => { clearTimeout(late); done(); };
      window.parent.postMessage({ kefu: "identity?" }, host);
    }).finally(() => { asking = null; told = () => {}; });
  }
  return asking;
}
export const ready = fresh;

headers.push((sent) => { if (current) sent["X-Kefu-Identity"] = current; });
remedies.push(async (problem) => {
  if (problem.kind === "SomebodyElse") { forget(); return true; }
  if (!["IdentityNeeded", "IdentityExpired", "IdentityRefused"].includes(problem.kind)) return false;
  const before = current;
  await fresh();
  if (current && current !== before) return true;
  // A session left behind by a customer who has signed out since: begin anew, unless this inbox is for customers only.
  if (problem.kind === "IdentityNeeded" && !before && !current && keep.get("kefu-token") && !text.customers_only) { forget(); return true; }
  return false;
});
