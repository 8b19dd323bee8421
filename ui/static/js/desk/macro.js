// A macro: one request, all of it or nothing. Its id goes with it until the server has answered, so that a press after a lost
// connection is the same one and the visitor reads nothing twice.
import { on } from "/static/js/actions.js";
import { shown, newId } from "/static/js/desk/composer.js";
import { quiet, tell, sentence, warn } from "/static/js/desk/notices.js";
import { mine } from "/static/js/desk/takeover.js";

let running = false;

export async function runMacro(id, writes) {
  const form = document.querySelector("form[data-composer]");
  if (!form || running) return;
  running = true;
  const key = `macro:${form.dataset.composer}:${id}`;
  try {
    if (writes && !await mine()) return;
    const client = sessionStorage.getItem(key) || newId();
    sessionStorage.setItem(key, client);
    const answer = await fetch(`/desk/c/${form.dataset.composer}/macro/${id}`, { method: "POST", body: new URLSearchParams({ client_id: client, read_to: shown() }), headers: { "HX-Request": "true", "X-CSRF-Token": form.elements.csrf.value } });
    if (answer.status === 401) { location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`); return; }
    if (answer.status < 500) sessionStorage.removeItem(key);
    if (answer.ok) quiet(); else await tell(answer);
  } catch { warn(sentence("lost")); } finally {
    running = false;
    document.body.dispatchEvent(new CustomEvent("desk:changed"));
  }
}

on("macro", (button) => runMacro(button.dataset.macro, Boolean(button.dataset.writes)));
