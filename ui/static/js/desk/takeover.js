// Writing is taking over: the first character of a reply in a conversation that the AI has, or that waits, claims it. The
// character appears once the claim stands; where it is refused, nothing is written and one sentence says why. Notes never claim.
import { catchUp } from "/static/js/desk/thread.js";
import { tell, sentence, warn } from "/static/js/desk/notices.js";

const composer = () => document.getElementById("composer");
const form = () => document.querySelector("form[data-composer]");
export const mode = () => composer()?.dataset.mode || "";
const claims = () => (mode() === "ai" || mode() === "queued") && !form().elements.note.checked;

let claiming = null; // the claim on its way
let held = "";       // what was typed meanwhile
let before = "";     // what a refusal leaves in the box: a draft of earlier, kept in this tab

// Back to what was there before. An input method that is composing would go on writing into the box: it loses it.
let composing = false;
function undo(box) {
  if (composing) box.blur();
  box.value = before;
  box.dispatchEvent(new CustomEvent("desk:undone"));
}

function put(box, words, tell = true) {
  if (!words) return;
  box.setRangeText(words, box.selectionStart, box.selectionEnd, "end");
  if (tell) box.dispatchEvent(new Event("input", { bubbles: true }));
}

function claim() {
  claiming ||= (async () => {
    const one = form();
    const box = one.elements.text;
    try {
      if (one.dataset.full) { warn(one.dataset.full); undo(box); return false; }
      const answer = await fetch(`/desk/c/${one.dataset.composer}/claim`, { method: "POST", headers: { "HX-Request": "true", "X-CSRF-Token": one.elements.csrf.value } });
      if (answer.status === 401) { location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`); return false; }
      if (!answer.ok) {
        undo(box);
        await tell(answer);
        return false;
      }
      if (form() !== one) return true; // another conversation was opened meanwhile
      composer().dataset.mode = "mine";
      put(box, held);
      document.dispatchEvent(new CustomEvent("desk:mine"));
      return true;
    } catch {
      // Nobody has refused: what was written stays as a draft, and sending it asks again.
      warn(sentence("unsent")); put(box, held, false); return false;
    } finally {
      held = ""; claiming = null;
      catchUp("Acted");
    }
  })();
  return claiming;
}

// Before something is put into the box by other means than typing, and before sending: whether it may be.
export async function take() { return claiming || (claims() && form().elements.text.value ? claim() : true); }
export async function mine() { return mode() !== "ai" && mode() !== "queued" || claim(); }
export async function insert(text) {
  const box = form()?.elements.text;
  if (!box) return;
  if (claims() && !await claim()) return;
  box.focus();
  put(box, text);
}

export function takeOver(one) {
  const box = one.elements.text;
  before = box.value;
  box.addEventListener("beforeinput", (event) => {
    if (!claims() || event.isComposing || event.inputType === "insertCompositionText") return;
    if (event.inputType.startsWith("delete")) { if (claiming) { event.preventDefault(); held = held.slice(0, -1); } return; }
    if (box.value && !claiming) return; // a draft kept in this tab: sending it claims
    event.preventDefault();
    held += event.data ?? event.dataTransfer?.getData("text/plain") ?? (event.inputType === "insertLineBreak" ? "\n" : "");
    claim();
  });
  // An input method writes before it can be asked: that it begins to compose counts as the first character.
  box.addEventListener("compositionstart", () => { composing = true; if (claims() && !claiming) claim(); });
  box.addEventListener("compositionend", () => { composing = false; });
  box.addEventListener("input", () => { if (claims() && box.value && !claiming) claim(); });
}
