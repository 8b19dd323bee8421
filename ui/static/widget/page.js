// The pieces every part of the window uses: elements, words, what is remembered, ids. ES2019, like all files here.
export const page = document.documentElement;
export const text = JSON.parse(document.getElementById("texts").textContent);
export const host = page.dataset.host || window.location.origin;
export const inbox = page.dataset.inbox || "main";
export const el = (id) => document.getElementById(id);
export const english = page.lang.startsWith("en");

export function node(tag, cls, words) {
  const made = document.createElement(tag);
  if (cls) made.className = cls;
  if (words !== undefined) made.textContent = words;
  return made;
}
export function button(words, act, cls) {
  const made = node("button", cls || "", words);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}
export function remove(id) { const found = el(id); if (found) found.remove(); }

export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
  return bytes.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// A third-party frame may refuse storage: then what is remembered lives as long as the tab.
const memory = new Map();
const own = inbox === "main" ? "" : "-" + inbox;
export const keep = {
  get(key) {
    const found = memory.get(key + own);
    try { const kept = localStorage.getItem(key + own); return kept === null ? found : kept; } catch (refused) { return found; }
  },
  set(key, value) { memory.set(key + own, value); try { localStorage.setItem(key + own, value); } catch (refused) { /* memory only */ } },
  drop(key) { memory.delete(key + own); try { localStorage.removeItem(key + own); } catch (refused) { /* memory only */ } },
  // The ids (as `uuid` makes them) under keys that begin so, in this tab's memory and what other tabs have kept.
  ids(start) {
    const found = new Set(memory.keys());
    try { for (let at = 0; at < localStorage.length; at += 1) found.add(localStorage.key(at)); } catch (refused) { /* memory only */ }
    return [...found].filter((key) => key.startsWith(start) && key.endsWith(own) && key.length === start.length + 36 + own.length).map((key) => key.substr(start.length, 36));
  },
};

export function say(sentence) { el("bar").textContent = sentence; el("bar").hidden = !sentence; }
