// The composer: Enter sends, Shift+Enter breaks the line, an input method's Enter belongs to the input method.
// A draft lives in this tab until it is stored on the server; a repeated send carries the same id and is stored once.
import { catchUp, toEnd } from "/static/js/desk/thread.js";
import { typing } from "/static/js/actions.js";

const keep = (id, value) => { if (value) sessionStorage.setItem(`draft:${id}`, value); else sessionStorage.removeItem(`draft:${id}`); };
const newId = () => (crypto.randomUUID ? crypto.randomUUID() : [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
const notices = () => document.getElementById("notices");

function say(html) { notices().insertAdjacentHTML("beforeend", html); }
function warn(which) {
  const notice = document.createElement("div");
  notice.className = "notice alarm"; notice.setAttribute("role", "alert"); notice.textContent = document.getElementById("texts").dataset[which];
  notices().replaceChildren(notice); setTimeout(() => notice.remove(), 8000);
}

function face(form) {
  const box = form.elements.text;
  box.placeholder = form.elements.note.checked ? box.dataset.note : box.dataset.reply;
}

async function send(form) {
  const box = form.elements.text;
  const text = box.value;
  if (!text.trim() || form.dataset.sending) return;
  form.dataset.sending = "1";
  form.dataset.client ||= newId();
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    const body = new URLSearchParams({ text, note: form.elements.note.checked ? "1" : "", client_id: form.dataset.client });
    const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true", "X-CSRF-Token": form.elements.csrf.value } });
    if (answer.ok) {
      delete form.dataset.client;
      if (answer.headers.get("X-Kefu-Dropped")) warn("dropped");
      if (box.value === text) { box.value = ""; keep(form.dataset.composer, ""); }
      form.elements.note.checked = false; face(form);
      await catchUp("Acted"); toEnd();
      document.body.dispatchEvent(new CustomEvent("desk:sent"));
    } else if (answer.status === 401) { location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
    } else { notices().replaceChildren(); say(await answer.text()); catchUp("Acted"); }
  } catch { warn("unsent"); } finally { delete form.dataset.sending; button.disabled = false; }
}

export function watchComposer() {
  const form = document.querySelector("form[data-composer]");
  if (!form || form.dataset.watched) return;
  form.dataset.watched = "1";
  const box = form.elements.text;
  const draft = sessionStorage.getItem(`draft:${form.dataset.composer}`);
  if (draft && !box.value) box.value = draft;
  box.addEventListener("input", () => { delete form.dataset.client; keep(form.dataset.composer, box.value); });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) { event.preventDefault(); send(form); }
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); send(form); });
  form.elements.note.addEventListener("change", () => { face(form); box.focus(); });
}

document.addEventListener("desk:composer", () => { watchComposer(); document.querySelector("#composer textarea")?.focus({ preventScroll: true }); });
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  const form = document.querySelector("form[data-composer]");
  if (!form) return;
  if (event.key === "r") { event.preventDefault(); form.elements.text.focus(); }
  if (event.key === "n") { event.preventDefault(); form.elements.note.checked = !form.elements.note.checked; face(form); form.elements.text.focus(); }
});
