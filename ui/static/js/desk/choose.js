// A lead chooses several conversations: X on a row or a click on its box, A passes them on. What is chosen stays chosen while
// the list refreshes, and is forgotten when its row has gone.
import { on } from "/static/js/actions.js";

const bar = document.getElementById("chosen");
const list = document.getElementById("list");
const boxes = () => [...list.querySelectorAll(".choose")];
const chosen = new Set();

function show() {
  const there = boxes();
  for (const box of there) box.checked = chosen.has(box.value);
  for (const id of chosen) if (!there.some((box) => box.value === id)) chosen.delete(id);
  const count = chosen.size;
  bar.toggleAttribute("data-any", count > 0);
  list.toggleAttribute("data-choosing", count > 0 || choosing);
  bar.hidden = !there.length;
  bar.querySelector("[data-action=choosing] span").textContent = count ? bar.dataset.some.replace("#", count) : bar.dataset.none;
}
function set(id, to) { if (to) chosen.add(id); else chosen.delete(id); show(); }
function none() { chosen.clear(); choosing = false; const menu = bar.querySelector("details"); menu.open = false; show(); }

let choosing = false; // the boxes are shown although nothing is chosen: for who has no pointer that hovers
if (bar) {
  // By key: the row in focus, else the conversation that is open. By pointer: the boxes appear.
  on("choosing", (_, event) => {
    const row = document.activeElement?.closest?.("#list .row") || list.querySelector('.row[aria-current="true"]');
    if (event.detail === 0 && row) { const id = row.dataset.open; if (boxes().some((box) => box.value === id)) set(id, !chosen.has(id)); } else { choosing = !choosing; show(); }
  });
  on("choose-all", () => { for (const box of boxes()) chosen.add(box.value); show(); });
  on("choose-none", none);
  list.addEventListener("change", (event) => { if (event.target.matches(".choose")) set(event.target.value, event.target.checked); });
  document.addEventListener("htmx:afterSettle", (event) => { if (event.detail.target === list) show(); });
  document.addEventListener("htmx:configRequest", (event) => { if (event.detail.elt.id === "reassign") event.detail.parameters.ids = [...chosen]; });
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.elt.id === "reassign" && event.detail.successful) none(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && chosen.size && !event.target.closest?.("input:not(.choose), textarea, select, dialog, details[open]")) none();
  });
  show();
}
