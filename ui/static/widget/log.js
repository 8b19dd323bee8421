// What was said, as it stands in the window: numbered by the server, each number drawn once, markup never.
import { el, english, node, remove, text } from "./page.js";

const log = el("log");
export let last = 0;
const shown = new Map();   // number -> bubble
const replies = new Map(); // reply id -> bubble that its sentences share
let onChoice = () => {};
let onOwn = () => {};

// choose(words): one of the offered answers was pressed. own(client id): a message of ours is stored.
export function listeners(choose, own) { onChoice = choose; onOwn = own; }

export function size(bytes) { return bytes < 1e6 ? Math.max(1, Math.round(bytes / 1e3)) + " KB" : (bytes / 1e6).toFixed(1) + " MB"; }
export function nearEnd() { return log.scrollHeight - log.scrollTop - log.clientHeight < 80; }
export function toEnd(force) { if (force) log.scrollTop = log.scrollHeight; }
// A bar that comes or goes under the log moves its end: who was reading there stays there.
let atEnd = true;
log.addEventListener("scroll", () => { atEnd = nearEnd(); }, { passive: true });
new ResizeObserver(() => toEnd(atEnd)).observe(log);

export function fill(bubble, segments) {
  for (const part of segments) {
    if (part.kind === "token") bubble.append(node("span", "tok", part.text));
    else bubble.append(document.createTextNode(part.text));
  }
}
// Who speaks, and what it rests on: each source a link to its passage, each named once in a reply of several sentences.
function caption(small, message) {
  const known = new Map([...small.querySelectorAll("[data-source]")].map((one) => [one.textContent, one]));
  (message.sources || []).forEach((label, at) => {
    if (known.has(label)) return;
    const link = message.links && message.links[at];
    const one = node(link ? "a" : "span", "", label);
    if (link) { one.href = link; one.target = "_blank"; one.rel = "noopener"; }
    one.dataset.source = "";
    known.set(label, one);
  });
  const who = message.who === "ai" ? text.ai : message.who === "agent" ? message.name : "";
  small.replaceChildren(who);
  [...known.values()].forEach((one, at) => small.append(at ? text.comma : (who ? " · " : "") + text.source, one));
}
// For readers of screens, who is speaking comes before the words.
export function bubble(kind, who) {
  const made = node("div", "m " + kind);
  made.append(node("span", "sr", who + (english ? ": " : "：")));
  const words = node("span", "w");
  made.append(words);
  return { made, words };
}
export function draw(message) {
  if (shown.has(message.seq)) return;
  const stick = nearEnd();
  if (message.who === "visitor") {
    remove("starters"); // also of an earlier page or another tab
    onOwn(message.client_id);
  }
  let made;
  if (message.who === "system") {
    made = node("div", message.warn ? "sys warn" : "sys");
    fill(made, message.segments);
    log.append(made);
  } else if (message.reply_id && replies.has(message.reply_id)) {
    made = replies.get(message.reply_id);
    const words = made.querySelector("span.w");
    if (english && words.textContent) words.append(" ");
    fill(words, message.segments);
    const small = made.querySelector("small");
    if (small) caption(small, message);
  } else {
    const kind = { visitor: "v", ai: "ai", agent: "agent" }[message.who];
    const one = bubble(kind, kind === "v" ? text.you : kind === "ai" ? text.ai : message.name);
    made = one.made;
    if (message.file) one.words.append(text.file + " · ");
    fill(one.words, message.segments);
    if (message.file) one.words.append(" ", node("span", "size", size(message.file.size)));
    const small = node("small");
    caption(small, message);
    if (small.textContent) made.append(small);
    if (message.reply_id) replies.set(message.reply_id, made);
    log.append(made);
    if (message.options && message.options.length) log.append(choices(message.options));
  }
  shown.set(message.seq, made);
  last = Math.max(last, message.seq);
  for (const waiting of log.querySelectorAll(":scope > .unsent")) log.append(waiting); // what is not acknowledged stays last
  toEnd(stick || message.who === "visitor");
}
export function choices(options) {
  const row = node("div", "opt");
  for (const option of options) {
    const pressed = node("button", "", option);
    pressed.type = "button";
    pressed.addEventListener("click", () => { if (row.isConnected) { row.remove(); onChoice(option); } });
    row.append(pressed);
  }
  return row;
}
export function thinking(on) {
  const dots = el("typing");
  if (!on) { if (dots) dots.remove(); return; }
  const stick = nearEnd();
  const made = dots || node("div", "typing");
  if (!dots) {
    made.id = "typing";
    made.setAttribute("role", "img");
    made.setAttribute("aria-label", text.thinking);
    made.append(node("i"), node("i"), node("i"));
  }
  log.append(made);
  toEnd(stick);
}
// An earlier message was masked anew (its other half came later): what is shown of it is replaced in its place.
export function redraw(message) {
  const found = message.who === "visitor" || message.who === "agent" ? shown.get(message.seq) : null;
  const words = found && found.querySelector("span.w");
  if (words) { words.replaceChildren(); fill(words, message.segments); }
}
// Between what was said in an earlier conversation and what follows.
export function line(words) {
  const made = node("div", "sys", words);
  made.dataset.earlier = "";
  log.append(made);
}
// Somebody else is at the window now: nothing of what was said stays in view.
export function clear() {
  for (const one of [...log.children]) if (!one.classList.contains("unsent")) one.remove();
  startOver();
}
// The conversation is another one: numbers begin anew, and what was shown stays or goes.
export function startOver(gone) {
  if (gone) for (const one of [...shown.values(), ...log.querySelectorAll(".opt:not(#starters), [data-earlier]")]) one.remove();
  else for (const one of shown.values()) one.dataset.earlier = "";
  shown.clear();
  replies.clear();
  last = 0;
  thinking(false);
}
