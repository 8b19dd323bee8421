// The privacy notice: shown before the first message, and again when its version changes; at any time to be read and taken back.
import { button, el, node, say, text } from "./page.js";
import * as feed from "./feed.js";
import * as outbox from "./outbox.js";
import { post, remedies, call, session } from "./server.js";

const card = el("consent"), link = el("privacy");
let needed = false, notice = null, wish = null, told = false;

async function fetched() {
  await session();
  notice = await (await call("notice")).json();
  return notice;
}
function date(iso) { return new Date(iso).toLocaleDateString(document.documentElement.lang, { year: "numeric", month: "long", day: "numeric" }); }
function lines() {
  const head = node("h2", "", text.notice);
  head.id = "consent-title";
  head.tabIndex = -1;
  const body = node("div", "text", notice.text);
  body.tabIndex = 0;
  return [head, node("small", "", text.version.replace("%(n)s", notice.number).replace("%(at)s", date(notice.published_at))), body];
}
function shown(...parts) {
  card.replaceChildren(...parts);
  card.hidden = false;
}
function close() {
  card.hidden = true;
  card.replaceChildren();
  el("box").focus();
}
async function ask(focus) {
  try { if (!card.hidden && card.dataset.asks === String(notice && notice.number)) return; await fetched(); } catch (problem) { say(problem.status ? problem.message : text.offline); return; }
  if (!notice.number || notice.agreed_at) { needed = false; return; }
  const fault = node("p", "fault");
  fault.setAttribute("role", "alert");
  const agree = button(text.agree, async () => {
    agree.disabled = true;
    try {
      await post("consent", { number: notice.number });
      needed = false;
      close();
      await feed.moved();
      const after = wish;
      wish = null;
      if (after) after();
      outbox.flush();
    } catch (problem) {
      agree.disabled = false;
      if (problem.kind === "NoticeChanged") { card.hidden = true; await ask(true); }
      else fault.textContent = problem.status ? problem.message : text.offline;
    }
  }, "p");
  const row = node("div", "acts");
  row.append(agree, button(text.not_now, () => { told = true; close(); }));
  shown(...lines(), fault, row);
  card.dataset.asks = String(notice.number);
  if (focus) el("consent-title").focus();
}
async function read() {
  try { await fetched(); } catch (problem) { say(problem.status ? problem.message : text.offline); return; }
  if (!notice.agreed_at) { told = false; ask(true); return; }
  const fault = node("p", "fault");
  const row = node("div", "acts");
  let sure = false;
  const back = button(text.withdraw, async () => {
    if (!sure) { sure = true; fault.textContent = text.withdraw_sure; back.textContent = text.withdraw_yes; return; }
    back.disabled = true;
    try { await post("consent/withdraw", {}); needed = true; told = true; close(); await feed.moved(); } catch (problem) { back.disabled = false; fault.textContent = problem.status ? problem.message : text.offline; }
  }, "danger");
  row.append(button(text.close, close), back);
  fault.setAttribute("role", "status");
  shown(...lines(), node("p", "", text.agreed.replace("%(at)s", date(notice.agreed_at))), fault, row);
  card.dataset.asks = "";
  el("consent-title").focus();
}

// How the server sees it after each look; the first time the notice is shown by itself.
export function consent(standing) {
  link.hidden = !standing;
  needed = standing === "needed";
  if (needed && !told) { told = true; ask(false); }
  if (!needed && card.dataset.asks) { card.dataset.asks = ""; close(); } // agreed to in another tab
}
// Run an act once there is consent.
export function after(act) {
  if (!needed) { act(); return; }
  wish = act;
  ask(true);
}
outbox.holds.push(async () => { if (needed) { await ask(true); return needed; } return false; });
remedies.push(async (problem) => {
  if (problem.kind !== "ConsentNeeded") return false;
  needed = problem.held = true;
  await ask(true);
  return false;
});
link.addEventListener("click", read);
