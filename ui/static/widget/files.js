// Files and pictures, where the inbox takes them: chosen, dropped or pasted; each with its own progress, each stored once.
import { button, el, node, remove, text, uuid } from "./page.js";
import * as log from "./log.js";
import { session, upload } from "./server.js";

const policy = text.uploads || {};
const waiting = new Map(); // client id -> bubble
let gate = (act) => act(), onSent = async () => {};

// after(act): run it once there is consent. sent(): one is stored.
export function files(after, sent) { gate = after; onSent = sent; }
export function arrived(id) { const made = waiting.get(id); if (made) { made.remove(); waiting.delete(id); } }

function ending(name) {
  const found = /\.[a-z0-9]+$/i.exec(name);
  return found ? found[0].toLowerCase().replace(".jpeg", ".jpg") : "";
}

function refused(file) {
  if (!policy.kinds.includes(ending(file.name))) return text.wrong_kind.replace("%(list)s", policy.kinds.join(" "));
  if (file.size > policy.most_mb * 1e6) return text.too_large.replace("%(n)s", policy.most_mb);
  return "";
}
function send(file) {
  remove("starters");
  const id = uuid();
  const one = log.bubble("v wait unsent", text.you);
  one.words.append(text.file + " · " + file.name + " ", node("span", "size", log.size(file.size)));
  waiting.set(id, one.made);
  el("log").append(one.made);
  log.toEnd(true);
  const wrong = refused(file);
  if (wrong) fail(one.made, wrong); else go(id, file, one.made);
}
function fail(made, sentence, again) {
  made.classList.replace("wait", "fail");
  const small = node("small", "", sentence + " ");
  if (again) small.append(button(text.retry, () => { small.remove(); made.classList.replace("fail", "wait"); again(); }));
  made.append(small);
  log.toEnd(true);
}
async function go(id, file, made) {
  const bar = node("progress");
  bar.max = 1; bar.value = 0;
  bar.setAttribute("aria-label", text.file + " " + file.name);
  made.append(bar);
  try {
    await session();
    await upload("files?" + new URLSearchParams({ client_id: id, name: file.name, lang: document.documentElement.lang }), file, (share) => { bar.value = share; });
    bar.remove();
    await onSent();
    arrived(id);
  } catch (problem) {
    bar.remove();
    const lasting = problem.status && problem.status < 500 && ![401, 429].includes(problem.status) && !problem.held;
    fail(made, problem.status ? problem.message : text.failed, lasting ? null : () => gate(() => go(id, file, made)));
  }
}
function take(list) { for (const file of list) gate(() => send(file)); }

if (policy.on) {
  const input = el("files");
  el("attach").addEventListener("click", () => input.click());
  input.addEventListener("change", () => { take([...input.files]); input.value = ""; });
  el("box").addEventListener("paste", (event) => {
    const pasted = [...((event.clipboardData && event.clipboardData.files) || [])];
    if (pasted.length) { event.preventDefault(); take(pasted); }
  });
  const win = el("win");
  win.addEventListener("dragover", (event) => { event.preventDefault(); win.classList.add("over-drop"); });
  win.addEventListener("dragleave", (event) => { if (event.target === win) win.classList.remove("over-drop"); });
  win.addEventListener("drop", (event) => { event.preventDefault(); win.classList.remove("over-drop"); take([...event.dataTransfer.files]); });
}
