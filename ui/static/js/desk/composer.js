// The composer: Enter sends, Shift+Enter breaks the line, an input method's Enter belongs to the input method.
// A draft lives in this tab until it is stored on the server; a repeated send carries the same id and is stored once.
import { catchUp, toEnd } from "/static/js/desk/thread.js";
import { quiet, tell, sentence, warn } from "/static/js/desk/notices.js";
import { typing } from "/static/js/actions.js";
import { takeOver, mode, take } from "/static/js/desk/takeover.js";

const store = (key, value) => { if (value) sessionStorage.setItem(key, value); else sessionStorage.removeItem(key); };
export const newId = () => (crypto.randomUUID ? crypto.randomUUID() : [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
export const shown = () => document.getElementById("log")?.dataset.last || "0";

function keep(form) {
  const id = form.dataset.composer;
  store(`draft:${id}`, form.elements.text.value); store(`note:${id}`, form.elements.note.checked && form.elements.text.value ? "1" : "");
}
function face(form) {
  const box = form.elements.text;
  box.placeholder = form.elements.note.checked ? box.dataset.note : box.dataset.reply;
  box.setAttribute("aria-label", box.placeholder);
  if (form.elements.whisper && (mode() !== "other" || !form.elements.note.checked)) form.elements.whisper.checked = false;
}
// Where nobody but colleagues can be written to, the box is for notes. What was begun as a note never turns into a reply.
function suit(form) {
  const only = mode() === "other" || mode() === "closed";
  const note = form.elements.note;
  if (only) note.checked = true; else if (note.disabled && !form.elements.text.value) note.checked = false;
  note.disabled = only;
  face(form);
}

async function send(form) {
  const box = form.elements.text;
  if (!await take()) return;
  const text = box.value;
  if (!text.trim() || form.dataset.sending) return;
  form.dataset.sending = "1";
  form.dataset.client ||= newId();
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    const body = new URLSearchParams({ text, note: form.elements.note.checked ? "1" : "", whisper: form.elements.whisper?.checked ? "1" : "", client_id: form.dataset.client, read_to: shown() });
    const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true", "X-CSRF-Token": form.elements.csrf.value } });
    if (answer.ok) {
      delete form.dataset.client;
      quiet();
      if (answer.headers.get("X-Kefu-Dropped")) warn(sentence("dropped"));
      // Who writes on while it goes out keeps what is new.
      if (box.value.startsWith(text)) box.setRangeText("", 0, text.length);
      form.elements.note.checked = false; keep(form); suit(form);
      await catchUp("Acted"); toEnd();
      document.body.dispatchEvent(new CustomEvent("desk:sent"));
    } else if (answer.status === 401) { location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
    } else { await tell(answer); await catchUp("Acted"); toEnd(); }
  } catch { warn(sentence("unsent")); } finally { delete form.dataset.sending; button.disabled = false; }
}

export function watchComposer() {
  const form = document.querySelector("form[data-composer]");
  if (!form) return;
  if (form.dataset.watched) { suit(form); return; }
  form.dataset.watched = "1";
  const box = form.elements.text;
  const draft = sessionStorage.getItem(`draft:${form.dataset.composer}`);
  if (draft && !box.value) { box.value = draft; form.elements.note.checked = Boolean(sessionStorage.getItem(`note:${form.dataset.composer}`)); }
  suit(form);
  takeOver(form);
  box.addEventListener("input", () => { delete form.dataset.client; keep(form); });
  box.addEventListener("desk:undone", () => keep(form));
  box.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return; // a list of suggestions took it
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) { event.preventDefault(); send(form); }
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); send(form); });
  form.elements.note.addEventListener("change", () => { face(form); keep(form); box.focus(); });
  form.elements.whisper?.addEventListener("change", () => box.focus());
}

document.addEventListener("desk:composer", () => { watchComposer(); if (mode() === "mine") document.querySelector("#composer textarea")?.focus({ preventScroll: true }); });
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  const form = document.querySelector("form[data-composer]");
  if (!form) return;
  const { text, note, whisper } = form.elements;
  if (event.key === "r") { event.preventDefault(); text.focus(); }
  if (event.key === "n") { event.preventDefault(); if (!note.disabled) note.checked = !note.checked; face(form); keep(form); text.focus(); }
  if (event.key === "w" && whisper && mode() === "other") { event.preventDefault(); whisper.checked = !whisper.checked; text.focus(); }
});
