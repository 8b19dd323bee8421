// What the visitor has written and the appliance has not acknowledged. It is kept over reloads and shared by tabs; it goes out one
// after the other, in order, each under an id of its own: however often one is sent, it is stored once.
import { button, el, keep, node, remove, say, text, uuid } from "./page.js";
import { newest } from "./feed.js";
import { bubble, last, toEnd } from "./log.js";
import { post, session } from "./server.js";

const START = "kefu-out:";
const pending = new Map(); // client id -> { words, at, made }
const refused = new Set(); // ids that the appliance will not take as they are
let sending = null, attempt = 0, timer = 0, onSent = async () => {};
// Parts that may hold words back until something is done first (consent, say): each gives true to hold.
export const holds = [];

export function sent(act) { onSent = act; }

function show(id, words, at) {
  const one = bubble("v wait unsent", text.you);
  one.words.textContent = words;
  pending.set(id, { words, at, made: one.made });
  el("log").append(one.made);
}
function note(entry, sentence, ...acts) {
  const old = entry.made.querySelector("small");
  if (old) old.remove();
  if (!sentence) return;
  const small = node("small", "", sentence + " ");
  small.append(...acts);
  entry.made.append(small);
}
export function write(words) {
  const clean = words.trim();
  if (!clean) return;
  remove("starters");
  const id = uuid(), at = Date.now();
  keep.set(START + id, JSON.stringify({ words: clean, at }));
  show(id, clean, at);
  toEnd(true);
  flush();
}
// It stands in the feed: its own bubble goes.
export function arrived(id) {
  keep.drop(START + id);
  const entry = pending.get(id);
  if (entry) { entry.made.remove(); pending.delete(id); }
}
// What an earlier page or another tab has left, oldest first.
export function restore() {
  const left = [];
  for (const id of keep.ids(START)) {
    try { left.push(Object.assign({ id }, JSON.parse(keep.get(START + id)))); } catch (broken) { keep.drop(START + id); }
  }
  left.sort((a, b) => a.at - b.at);
  for (const one of left) if (!pending.has(one.id)) show(one.id, one.words, one.at);
  if (left.length) { remove("starters"); flush(); }
}

export function waiting() { return [...pending.keys()].some((id) => !refused.has(id)); }
export function flush() {
  clearTimeout(timer);
  if (!sending) sending = run().finally(() => { sending = null; });
  return sending;
}
async function run() {
  for (;;) {
    const next = [...pending.entries()].filter(([id]) => !refused.has(id)).sort((a, b) => a[1].at - b[1].at)[0];
    if (!next) return;
    for (const hold of holds) if (await hold()) return;
    const [id, entry] = next;
    try {
      await session();
      const asOf = newest();
      const answer = await (await post("messages", { client_id: id, text: entry.words, after: last })).json();
      attempt = 0;
      keep.drop(START + id);
      note(entry, "");
      await onSent(answer.now, asOf);
      arrived(id); // stored, even if the feed could not be read just now
    } catch (problem) {
      if (!failed(id, entry, problem)) return;
    }
  }
}
// True when the next one may still go out.
function failed(id, entry, problem) {
  const again = () => { refused.delete(id); note(entry, ""); entry.made.classList.replace("fail", "wait"); flush(); };
  if (problem.held) return false;
  if (problem.status && problem.status < 500 && problem.status !== 429 && problem.status !== 401) {
    // The appliance said no to these words: they stay in view and can be taken up again.
    refused.add(id);
    keep.drop(START + id);
    entry.made.classList.replace("wait", "fail");
    note(entry, problem.message, button(text.edit, () => { arrived(id); refused.delete(id); const box = el("box"); box.value = box.value ? box.value + "\n" + entry.words : entry.words; box.dispatchEvent(new Event("input")); box.focus(); }));
    toEnd(true);
    return true;
  }
  note(entry, problem.status ? problem.message : text.unsent, button(text.retry, again));
  if (problem.status === 503) say(problem.message);
  attempt += 1;
  timer = setTimeout(flush, Math.min(30000, 1000 * 2 ** Math.min(attempt, 5)) * (0.5 + Math.random() / 2));
  toEnd(true);
  return false;
}
window.addEventListener("online", () => { attempt = 0; flush(); });
