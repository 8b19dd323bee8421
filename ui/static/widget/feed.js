// In step with the appliance: the stream only says “there is more”; words always come from one place, messages?after=<last number>.
// Of several tabs one holds the stream and tells the others.
import { el, inbox, say, text } from "./page.js";
import * as log from "./log.js";
import { call } from "./server.js";

let remasked = null, conversation = "", another = false, fetching = null, again = false, attempt = 0, streaming = false, started = false, looks = 0;
let onState = () => {};
const tabs = window.BroadcastChannel ? new BroadcastChannel("kefu-" + inbox) : null;

// state(answer): how the conversation stands after each look.
export function states(act) { onState = act; }

async function look() {
  return take(await (await call("messages?after=" + log.last)).json());
}
async function take(answer) {
  looks += 1;
  const other = answer.code || "";
  if (conversation && other !== conversation) {
    // Two have become one: all of it is read anew. Or it has ended long ago, and stays in view above the next one.
    log.startOver(Boolean(other));
    conversation = "";
    remasked = null;
    another = !other;
    return look();
  }
  if (other && another) { log.line(text.earlier); another = false; }
  conversation = other;
  for (const message of answer.messages) log.draw(message);
  onState(answer);
  if (remasked !== null && answer.remasked !== remasked) await readAgain();
  remasked = answer.remasked;
  if (answer.messages.length >= 500) again = true; // a long one comes in several pieces
  return answer;
}
async function readAgain() {
  for (let after = 0; after < log.last;) {
    const { messages } = await (await call("messages?after=" + after)).json();
    if (!messages.length) return;
    for (const message of messages) { after = message.seq; log.redraw(message); }
  }
}
export function catchUp() {
  if (fetching) { again = true; return fetching; }
  fetching = (async () => {
    do { again = false; await look(); } while (again);
  })().finally(() => { fetching = null; });
  return fetching;
}
// The same where nobody waits for it: what could not be fetched just now is asked for again.
let later = 0;
export function follow() {
  clearTimeout(later);
  catchUp().catch((problem) => { if (!problem.status || problem.status >= 500 || problem.status === 429) later = setTimeout(follow, 3000); });
}
// Which look is the newest: `now` of an answer that was asked for before a later one would take the window back.
export function newest() { return looks; }
// Something of ours is stored: the other tabs look as well. What the answer says of `now`, as of that look, spares one of our own.
export async function moved(now, asOf) {
  if (tabs) tabs.postMessage({ more: "" });
  if (!now || fetching || asOf !== looks) { await catchUp(); return; }
  fetching = take(now).finally(() => { fetching = null; });
  await fetching;
  if (again) await catchUp();
}

export function start() {
  if (started) return;
  started = true;
  if (!tabs || !navigator.locks) { stream(); return; }
  tabs.addEventListener("message", (event) => {
    if (isNews(event.data.more)) follow();
    if (event.data === "down") say(text.offline);
    if (event.data === "up") { say(""); follow(); }
  });
  // Whoever has the lock listens; it passes on when that tab is closed.
  navigator.locks.request("kefu-" + inbox, () => { stream(); return new Promise(() => {}); }).catch(stream);
}
// Begin the stream anew: who we are has changed.
let reader = null;
export function restart() {
  attempt = 0;
  conversation = "";
  if (reader) reader.cancel().catch(() => {});
  if (started) follow();
}

// A signal may name the visitor's number it is about: whoever has shown that has nothing to fetch. The first of a conversation
// is always news: what is shown may be the numbers of the one before.
function isNews(said) {
  if (said === undefined) return false;
  const number = said ? JSON.parse(said).shown : 0;
  return !(number > 1 && number <= log.last);
}

async function stream() {
  if (streaming) return;
  streaming = true;
  try {
    const answer = await call("stream");
    attempt = 0;
    say("");
    if (tabs) tabs.postMessage("up");
    await catchUp();
    reader = answer.body.getReader();
    const decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      rest += decoder.decode(value, { stream: true });
      const lines = rest.split("\n");
      rest = lines.pop();
      const data = lines.filter((line) => line.startsWith("data:"));
      for (const line of data) if (tabs) tabs.postMessage({ more: line.slice(5) });
      if (data.some((line) => isNews(line.slice(5)))) await catchUp();
    }
  } catch (problem) {
    say(problem.status ? problem.message : text.offline);
    if (tabs) tabs.postMessage("down");
  }
  reader = null;
  streaming = false;
  attempt += 1;
  // Spread the reconnects of many visitors over time.
  setTimeout(stream, Math.min(30000, 500 * 2 ** Math.min(attempt, 6)) * (0.5 + Math.random() / 2));
}
window.addEventListener("online", () => { attempt = 0; if (started) follow(); });
document.addEventListener("visibilitychange", () => { if (started && !document.hidden) follow(); });
