// The transcript only ever grows at its end: what follows the last number is fetched, appended, never replaced (a remasked
// message is the one exception). One request at a time; a signal during it means one more afterwards, and so does one that failed.
const log = () => document.getElementById("log");
const near = (element) => element.scrollHeight - element.scrollTop - element.clientHeight < 120;
let running = false;
let again = false;
const late = new Set(); // places where something new was left out, because somebody was at them
let tries = 0, retry = 0;

export function toEnd() { const element = log(); if (element) element.scrollTop = element.scrollHeight; hideNewer(); }
function hideNewer() { const button = document.getElementById("newer"); if (button) button.hidden = true; }

// Where another day begins, its date stands above; the first message shown has one, too.
function days(element) {
  let before = "";
  for (const one of element.querySelectorAll("[data-seq]")) {
    const day = one.querySelector("time")?.title.slice(0, 10);
    if (!day) continue;
    const above = one.previousElementSibling?.matches(".day") ? one.previousElementSibling : null;
    if (day === before) above?.remove();
    else if (!above) { const mark = document.createElement("div"); mark.className = "ev day num"; mark.textContent = day; one.before(mark); }
    before = day;
  }
}

// Sentences of one AI reply stand together as one; their sources are gathered under the last.
export function settle() {
  const element = log();
  if (!element) return;
  days(element);
  for (const one of element.querySelectorAll(".m.ai[data-reply]")) {
    const before = one.previousElementSibling;
    if (!one.dataset.reply || !before?.matches(".m.ai") || before.dataset.reply !== one.dataset.reply) continue;
    one.classList.add("cont");
    const earlier = before.querySelector(".src");
    if (!earlier) continue;
    let mine = one.querySelector(".src");
    if (!mine) { one.append(earlier.cloneNode(true)); htmx.process(one); continue; }
    const known = new Set([...mine.querySelectorAll(".s")].map((source) => source.textContent));
    const first = mine.querySelector(".s");
    for (const source of earlier.querySelectorAll(".s")) if (!known.has(source.textContent)) mine.insertBefore(source.cloneNode(true), first);
    htmx.process(mine);
  }
  if (!element.dataset.watched) { element.dataset.watched = "1"; element.addEventListener("scroll", () => { if (near(element)) hideNewer(); }, { passive: true }); }
}

// What the visitor has just written may change the mood, and a summary may have been drafted; what is being edited is left alone.
function mood() {
  const place = document.getElementById("impression");
  if (!place) return;
  if (place.querySelector("details[open], form.draft-of")) late.add("impression"); else htmx.trigger(place, "desk:mood");
}

function append(part) {
  const element = log();
  const stay = near(element);
  let added = 0, wrote = false;
  for (const node of [...part.content.children]) {
    const seq = node.dataset.seq;
    if (seq && element.querySelector(`[data-seq="${seq}"]`)) continue;
    node.classList.add("arrived");
    element.append(node); htmx.process(node); added += 1; wrote ||= node.matches(".m.in");
  }
  element.dataset.last = Math.max(Number(element.dataset.last), Number(part.dataset.last));
  if (wrote) mood();
  if (added) { settle(); if (stay) toEnd(); else document.getElementById("newer").hidden = false; }
}

const shown = new WeakMap();
const steady = (html) => html.replace(/(data-since="[^"]*">)[^<]*/g, "$1");
function put(id, part) {
  const place = document.getElementById(id);
  const html = steady(part.innerHTML);
  if (!place || shown.get(place) === html || (!shown.has(place) && steady(place.innerHTML) === html)) return;
  // Somebody is at it: a menu open in it, a word half typed. It is done when they leave it.
  if (place.querySelector("details[open]") || place.contains(document.activeElement) && document.activeElement.matches("input, textarea") && document.activeElement.value) { late.add(id); return; }
  const held = place.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  shown.set(place, html);
  place.replaceChildren(part.content.cloneNode(true));
  htmx.process(place);
  if (held) place.querySelector(`[data-key="${held}"]`)?.focus();
}

function left(event) {
  if (!late.size || event.type === "toggle" && event.target.open) return;
  const moved = late.delete("impression");
  late.clear();
  setTimeout(() => { if (moved) mood(); catchUp(); });
}
for (const kind of ["toggle", "focusout"]) document.addEventListener(kind, left, true);

// The server could not say, or was not reached: asked for once more, a second later, then less and less often.
function later() { clearTimeout(retry); retry = setTimeout(catchUp, Math.min(30000, 1000 * 2 ** tries++)); }

export async function catchUp(kind) {
  if (running) { again = again || kind || "more"; return; }
  running = true;
  clearTimeout(retry);
  let failed = false;
  try {
    const thread = document.querySelector("[data-conversation]");
    if (!thread) return;
    const id = thread.dataset.conversation;
    if (kind === "Erased") { sessionStorage.removeItem(`draft:${id}`); sessionStorage.removeItem(`note:${id}`); htmx.ajax("GET", `/desk/c/${id}`, { target: "#opened" }); return; }
    const answer = await fetch(`/desk/c/${id}/since?after=${log().dataset.last}`, { headers: { "HX-Request": "true", "X-Live": "1" } });
    if (answer.status === 401) { location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`); return; }
    const into = answer.headers.get("X-Kefu-Merged");
    if (into) { location.replace(`/desk/c/${into}`); return; }
    failed = answer.status >= 500 || answer.status === 429;
    if (!answer.ok || document.querySelector("[data-conversation]")?.dataset.conversation !== id) return;
    const page = new DOMParser().parseFromString(`<body>${await answer.text()}`, "text/html");
    const part = (name) => page.querySelector(`template[data-part="${name}"]`);
    // An earlier message reads otherwise now: the thread is shown anew, a draft in the composer stays in its place.
    if (part("log").dataset.remasked !== log().dataset.remasked) { htmx.ajax("GET", `/desk/c/${id}`, { target: "#opened" }); return; }
    append(part("log")); if (kind === "Marked") mood(); put("head", part("head")); put("card", part("card"));
    const composer = document.getElementById("composer");
    const form = composer.querySelector("form");
    const next = part("composer").content.querySelector("form");
    if (form && next) { form.dataset.full = next.dataset.full; form.querySelector(".hint").replaceChildren(next.querySelector(".hint").textContent.trim()); }
    if (composer.dataset.mode !== part("composer").dataset.mode) {
      composer.dataset.mode = part("composer").dataset.mode;
      mood(); // whose it is now may write the summary and the impression
      // What is being written stays: only what the box is for has changed.
      if (!form || !next) put("composer", part("composer"));
      if (composer.dataset.mode === "mine") document.dispatchEvent(new CustomEvent("desk:mine"));
      document.dispatchEvent(new CustomEvent("desk:composer"));
    }
    tries = 0;
  } catch { failed = true; document.documentElement.dataset.live = "off"; } finally { // what was told meanwhile is asked for once more
    running = false;
    if (again) { const next = again; again = false; catchUp(next === "more" ? undefined : next); } else if (failed) later();
  }
}

export async function earlier() {
  const element = log();
  const id = document.querySelector("[data-conversation]").dataset.conversation;
  const answer = await fetch(`/desk/c/${id}/before?seq=${element.dataset.first}`, { headers: { "HX-Request": "true" } });
  if (!answer.ok) return;
  const part = new DOMParser().parseFromString(`<body>${await answer.text()}`, "text/html").querySelector("template");
  const height = element.scrollHeight;
  const button = element.querySelector(".earlier");
  button.after(part.content.cloneNode(true));
  htmx.process(element);
  element.dataset.first = part.dataset.first;
  if (Number(part.dataset.first) <= 1) button.remove();
  settle(); element.scrollTop += element.scrollHeight - height;
}
