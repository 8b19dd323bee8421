/* The visitor's window: opening and closing, the box to write in, one tap to a person. Each other part is a file of its own:
   log (what was said), outbox (what is not acknowledged yet), feed (in step with the appliance), consent, identity, files, rating. */
import { el, host, page, say, text, uuid } from "./page.js";
import { after, consent } from "./consent.js";
import * as feed from "./feed.js";
import * as files from "./files.js";
import * as identity from "./identity.js";
import * as log from "./log.js";
import * as outbox from "./outbox.js";
import { rating } from "./rating.js";
import { post, session } from "./server.js";

const LONGEST = 4000;
const box = el("box"), send = el("send"), person = el("person"), resume = el("resume");
let state = "new", wide = false, asking = 0, unread = 0;

log.listeners(outbox.write, (id) => { outbox.arrived(id); files.arrived(id); });
files.files(after, async () => { await feed.moved(); feed.start(); });
outbox.sent(async (now, asOf) => { await feed.moved(now, asOf); feed.start(); });
feed.states((answer) => {
  state = answer.state;
  log.thinking(answer.thinking);
  rating(answer.rate);
  consent(answer.consent);
  person.disabled = state === "queued" || state === "human";
  person.textContent = state === "human" ? text.with_person : state === "queued" ? text.coming : text.person;
  el("waits").hidden = state !== "queued";
  if (answer.headline) el("state").textContent = answer.headline;
  if (!wide && answer.messages.some((one) => one.who !== "visitor")) unread += 1;
  el("unread").hidden = wide || !unread;
  // Others are served without a word to us: who waits asks for their place now and then.
  clearTimeout(asking);
  if (state === "queued") asking = setTimeout(feed.follow, 20000);
});

function grow() {
  box.style.height = "42px";
  box.style.height = Math.max(42, Math.min(120, box.scrollHeight + 2)) + "px";
  // Nothing is cut off silently: what is too long says so and can still be shortened.
  const over = [...box.value].length > LONGEST;
  el("over").hidden = !over;
  if (over) el("over").textContent = text.over.replace("%(n)s", [...box.value].length);
  send.disabled = over || !box.value.trim();
}
function submit() {
  if (send.disabled) return;
  outbox.write(box.value);
  box.value = "";
  grow();
  box.focus();
}
function tell() {
  if (window.parent === window) return;
  window.parent.postMessage({ kefu: "size", open: wide, side: page.dataset.side, away: Number(page.dataset.away), width: wide ? 0 : el("launch").offsetWidth }, host);
}
// An open window is open again on the bank's next page.
const opened = {
  get was() { try { return sessionStorage.getItem("kefu-open") === "1"; } catch (refused) { return false; } },
  note(is) { try { sessionStorage.setItem("kefu-open", is ? "1" : "0"); } catch (refused) { /* then it starts closed */ } },
};
function open(to) {
  wide = to;
  opened.note(wide);
  el("win").hidden = !wide;
  el("launch").hidden = wide;
  tell();
  if (!wide) return;
  unread = 0;
  el("unread").hidden = true;
  box.focus();
  outbox.restore();
  identity.ready().then(session).then(() => feed.catchUp()).catch((problem) => say(problem.status ? problem.message : text.offline)).then(feed.start);
}
let press = uuid(); // one press is one wish, however often it is sent
async function askForPerson() {
  person.disabled = true;
  try {
    await session();
    await post("person", { client_id: press });
    press = uuid();
    await feed.moved();
    feed.start();
  } catch (problem) {
    person.disabled = state === "queued" || state === "human";
    if (problem.held) after(askForPerson);
    else say(problem.status ? problem.message : text.offline);
  }
}

// Who waits may go on with the AI; a person who came first stays.
async function askTheAi() {
  resume.disabled = true;
  try {
    await post("ai", {});
    await feed.moved();
    box.focus();
  } catch (problem) {
    say(problem.status ? problem.message : text.offline);
  } finally {
    resume.disabled = false;
  }
}

el("launch").addEventListener("click", () => open(true));
el("close").addEventListener("click", () => { open(false); el("launch").focus(); });
send.addEventListener("click", submit);
box.addEventListener("input", grow);
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) { event.preventDefault(); submit(); }
});
window.addEventListener("keydown", (event) => { if (event.key === "Escape" && wide) el("close").click(); });
person.addEventListener("click", () => after(askForPerson));
resume.addEventListener("click", askTheAi);
for (const one of document.querySelectorAll("#starters button")) one.addEventListener("click", () => { if (el("starters")) outbox.write(one.textContent); });
grow();
if (page.dataset.open === "yes" || opened.was) open(true); else tell();
