// The preview follows the form; a snippet is copied by one press.
import { on } from "/static/js/actions.js";

const form = document.getElementById("look");
const frame = document.getElementById("preview");
const lang = document.getElementById("preview-lang");
let later = 0;

function show() {
  const values = new FormData(form);
  const query = new URLSearchParams({ lang: lang.value, colour: values.get("colour"), side: values.get("side") });
  for (const what of ["title", "greeting", "launch", "starters"]) query.set(what, values.get(`${what}_${lang.value}`));
  const address = `${form.dataset.preview}?${query}`;
  // Replaced, not gone to: "back" leaves the page, not the preview.
  if (frame.dataset.shown !== address) frame.contentWindow.location.replace(address);
  frame.dataset.shown = address;
}
form.addEventListener("input", () => { clearTimeout(later); later = setTimeout(show, 250); });
lang.addEventListener("change", show);
show();

on("copy", async (button) => {
  const code = document.getElementById(button.dataset.of);
  try { await navigator.clipboard.writeText(code.textContent); } catch {
    // No clipboard without https: mark it, so that Ctrl C does the rest.
    const range = document.createRange();
    range.selectNodeContents(code);
    const chosen = getSelection();
    chosen.removeAllRanges(); chosen.addRange(range);
    return;
  }
  const before = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = before; }, 1500);
});
