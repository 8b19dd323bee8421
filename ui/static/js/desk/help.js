// Help for who answers. “/” lists quick replies, “@” in a note lists colleagues; the AI's draft is taken by Tab into an empty
// box; a passage found is put into the reply. Nothing here sends anything.
import { on } from "/static/js/actions.js";
import { runMacro } from "/static/js/desk/macro.js";
import { insert } from "/static/js/desk/takeover.js";

const form = () => document.querySelector("form[data-composer]");
const box = () => form()?.elements.text;
let list = null, found = [], chosen = 0, from = 0, asked = 0;

const KINDS = [
  { mark: "/", what: "replies", fits: () => !form().elements.note.checked, find: /(^|\s)\/([^\s/]{0,24})$/ },
  { mark: "@", what: "people", fits: () => form().elements.note.checked, find: /(^|[\s\S])@([^\s@]{0,24})$/ },
];

function hide() {
  list?.remove(); list = null; found = []; asked += 1;
  for (const name of ["aria-activedescendant", "aria-controls"]) box()?.removeAttribute(name);
}
function draw() {
  if (!list) { list = document.createElement("ul"); list.className = "suggest"; list.id = "suggest"; list.setAttribute("role", "listbox"); list.setAttribute("aria-label", document.getElementById("texts").dataset.suggest); form().prepend(list); box().setAttribute("aria-controls", "suggest"); }
  list.replaceChildren(...found.map((one, at) => {
    const row = document.createElement("li");
    row.id = `suggest-${at}`; row.setAttribute("role", "option"); row.setAttribute("aria-selected", String(at === chosen));
    const name = document.createElement("b"); name.textContent = one.label;
    if (one.macro) { const chip = document.createElement("span"); chip.className = "chip next"; chip.textContent = document.getElementById("texts").dataset.macro; name.append(chip); }
    const hint = document.createElement("span"); hint.textContent = one.hint;
    row.append(name, hint);
    row.addEventListener("pointerdown", (event) => { event.preventDefault(); chosen = at; choose(); });
    return row;
  }));
  box().setAttribute("aria-activedescendant", `suggest-${chosen}`);
  list.children[chosen]?.scrollIntoView({ block: "nearest" });
}
function choose() {
  const one = found[chosen];
  const field = box();
  field.setRangeText("", from, field.selectionStart, "end");
  hide();
  if (one.macro) { field.dispatchEvent(new Event("input", { bubbles: true })); runMacro(one.macro, Boolean(one.text)); } else insert(one.text);
}
async function look() {
  const field = box();
  if (!field || field.selectionStart !== field.selectionEnd) { hide(); return; }
  const before = field.value.slice(0, field.selectionStart);
  const kind = KINDS.find((one) => one.fits() && one.find.test(before));
  if (!kind) { hide(); return; }
  const words = before.match(kind.find)[2];
  if (kind.what === "people") hide(); // a name may be typed out: Enter then sends, and no list of a moment ago takes it
  const mine = ++asked;
  const answer = await fetch(`/desk/c/${form().dataset.composer}/suggest/${kind.what}?q=${encodeURIComponent(words)}`, { headers: { "X-Live": "1" } }).catch(() => null);
  if (!answer?.ok || mine !== asked) return;
  const fits = (await answer.json()).filter((one) => kind.what !== "people" || one.label !== words);
  // Sent or changed meanwhile: these suggestions are for words that stand there no longer.
  if (mine !== asked || field !== box() || field.value.slice(0, field.selectionStart) !== before) return;
  found = fits;
  if (!found.length) { hide(); return; }
  from = before.length - words.length - 1; chosen = 0;
  draw();
}
document.addEventListener("input", (event) => { if (event.target === box() && !event.isComposing) look(); });
document.addEventListener("focusout", (event) => { if (event.target === box()) hide(); });
document.addEventListener("keydown", (event) => {
  if (event.target !== box() || event.isComposing || event.keyCode === 229) return;
  if (list) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) chosen = (chosen + step + found.length) % found.length;
    else if (event.key === "Enter" || event.key === "Tab") { event.preventDefault(); event.stopPropagation(); choose(); return; }
    else if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); hide(); return; }
    else return;
    event.preventDefault(); event.stopPropagation(); draw();
  } else if (event.key === "Tab" && !event.shiftKey && !box().value && document.querySelector(".draft")) { event.preventDefault(); adopt(); }
}, true);

function adopt() {
  const words = document.querySelector(".draft-text")?.textContent;
  if (!words) return;
  form().elements.note.checked = false;
  document.getElementById("draft").replaceChildren();
  insert(words);
}
on("adopt", adopt);
on("undraft", () => { document.getElementById("draft").replaceChildren(); box()?.focus(); });
on("quote", (button) => insert(button.closest(".know").querySelector(".know-text").textContent.trim()));
on("slash", () => { box()?.focus(); insert("/"); });
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "draft") box()?.focus();
});
// Ctrl J: the knowledge, also while writing.
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "j" && !document.querySelector("dialog[open]")) { event.preventDefault(); document.querySelector("[data-help=knowledge]")?.click(); }
});
document.addEventListener("desk:sent", () => document.getElementById("draft")?.replaceChildren());
document.body.addEventListener("desk:sent", () => document.getElementById("draft")?.replaceChildren());
