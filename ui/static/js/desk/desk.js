// The desk: list, thread, composer. Signals say that there is more; this fetches what follows the last number shown.
import { on, typing } from "/static/js/actions.js";
import { catchUp, earlier, toEnd, settle } from "/static/js/desk/thread.js";
import { watchComposer } from "/static/js/desk/composer.js";
import { badge } from "/static/js/desk/attention.js";
import "/static/js/desk/choose.js";
import "/static/js/desk/help.js";
import "/static/js/desk/waits.js";

const desk = document.getElementById("desk");
const openId = () => document.querySelector("[data-conversation]")?.dataset.conversation || "";
const rows = () => [...document.querySelectorAll("#list .row")];

function mark() {
  const id = openId();
  for (const row of rows()) if (row.dataset.open === id) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
}
// How many wait or have written, also where only the tab's title or the app's icon is seen.
const plain = () => document.title.replace(/^\(\d+\) /, "");
function title() {
  const waiting = Number(document.getElementById("stats")?.dataset.waiting || 0);
  const count = waiting + Number(document.getElementById("stats")?.dataset.unread || 0);
  document.title = (count ? `(${count}) ` : "") + plain();
  badge(count);
}
const list = () => document.getElementById("list");
const filters = document.getElementById("filters");
const narrowed = () => [...new FormData(filters)].filter(([, value]) => value).map(([name, value]) => `&${name}=${encodeURIComponent(value)}`).join("");
const address = () => `/desk/list?view=${list().dataset.view}${openId() ? `&open=${openId()}` : ""}${narrowed()}`;
filters.addEventListener("change", () => htmx.trigger(list(), "sse:lists"));
filters.addEventListener("submit", (event) => event.preventDefault());

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id === "opened") {
    desk.dataset.pane = "thread"; delete desk.dataset.card;
    settle(); toEnd(); mark(); title(); watchComposer();
    // In a conversation of one's own the next key writes; in any other it would take over, so the keys stay commands.
    if (document.getElementById("composer")?.dataset.mode === "mine") document.querySelector("#composer textarea")?.focus({ preventScroll: true });
  }
  if (event.detail.target.id === "list") { mark(); title(); }
});
// Which list, and what is open in it, is known when the request goes out.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.matches("#list [data-tab]")) { list().dataset.view = event.detail.elt.dataset.tab; desk.dataset.pane = "list"; }
  if (event.detail.target !== list()) return;
  event.detail.path = address();
  if (event.detail.elt !== list()) return;
  // What a page asks for by itself is no sign that somebody sits before it.
  if (active) active = false; else event.detail.headers["X-Live"] = "1";
});
// An answer for a list that is no longer the one chosen comes too late.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target === list() && !event.detail.xhr.responseURL.includes(`view=${list().dataset.view}`)) event.detail.shouldSwap = false;
});
document.addEventListener("desk:mine", () => { list().dataset.view = "mine"; htmx.trigger(list(), "sse:lists"); });
let active = true;
for (const kind of ["keydown", "pointerdown", "wheel"]) document.addEventListener(kind, () => { active = true; }, { passive: true });

document.addEventListener("live:conversation", (event) => { if (event.detail.id === openId()) catchUp(event.detail.kind); });
document.addEventListener("live:hello", () => { if (openId()) catchUp(); });
document.body.addEventListener("desk:changed", () => { if (openId()) catchUp("Acted"); htmx.trigger("#list", "sse:lists"); });
document.addEventListener("htmx:responseError", () => { if (openId()) catchUp("Acted"); });

on("newest", () => toEnd());
on("earlier", earlier);
on("card", () => { if (desk.dataset.card === "open") delete desk.dataset.card; else desk.dataset.card = "open"; });
// A source opens over the card, takes the focus, and gives it back to its link.
let cite = null;
const drawer = () => document.getElementById("source");
document.addEventListener("htmx:beforeRequest", (event) => { if (event.detail.elt.matches(".src a.s")) cite = event.detail.elt; });
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "source" || event.detail.requestConfig.headers["X-Live"]) return; // looked again by itself: the focus stays
  drawer().querySelector("#cited")?.scrollIntoView({ block: "center" });
  (document.getElementById("know-q") || drawer().querySelector("h2"))?.focus({ preventScroll: true });
});
on("source", () => { drawer().replaceChildren(); if (cite?.isConnected) cite.focus(); });
// Escape too, where the thread has the screen for itself; what lies over it closes first.
on("back", () => {
  if (document.querySelector("details.menu[open]")) return;
  if (drawer()?.childElementCount) { drawer().replaceChildren(); return; }
  if (desk.dataset.card) { delete desk.dataset.card; return; }
  desk.dataset.pane = "list"; history.pushState({}, "", "/desk");
});

document.addEventListener("toggle", (event) => { if (event.target.matches?.("details.edit") && event.target.open) event.target.querySelector("textarea").focus(); }, true);
const MENUS = ":is(.head, .chosen) details.menu";
// A menu that opens takes the focus; arrows walk in it, Escape gives it back.
document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.(MENUS) || !menu.open) return;
  for (const other of document.querySelectorAll(`${MENUS}[open]`)) if (other !== menu) other.open = false;
  menu.querySelector("div :is(textarea, button:enabled)")?.focus();
}, true);
document.addEventListener("htmx:afterSettle", (event) => { if (event.detail.elt.closest?.(`${MENUS}[open]`)) event.detail.elt.querySelector(":is(textarea, button:enabled)")?.focus(); });
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu[open] > div");
  if (!menu || (event.key !== "ArrowDown" && event.key !== "ArrowUp") || event.target.matches("textarea")) return;
  event.preventDefault();
  const all = [...menu.querySelectorAll("button:enabled, a")];
  all[(all.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length]?.focus();
});
// What was done from a menu is done: it closes. Who took a conversation sees it among their own.
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && /\/(claim|reopen|take)$/.test(event.detail.requestConfig?.path || "")) document.dispatchEvent(new CustomEvent("desk:mine"));
  const menu = event.detail.elt.closest?.(`:is(${MENUS}, #presence)[open]`);
  if (menu && event.detail.successful && event.detail.requestConfig?.verb === "post") menu.open = false;
  if (event.detail.elt.matches?.(".tag-new") && event.detail.successful) event.detail.elt.reset();
});

function move(step) {
  const all = rows();
  if (!all.length) return;
  const from = all.findIndex((row) => row === document.activeElement || (row.dataset.open === openId() && !all.includes(document.activeElement)));
  const next = all[Math.max(0, Math.min(all.length - 1, from + step))];
  next.focus(); next.scrollIntoView({ block: "nearest" });
}
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && typing(event.target) && !document.querySelector("dialog[open]")) { event.target.blur(); return; }
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "j" || event.key === "ArrowDown" && event.target.closest?.("#list")) { event.preventDefault(); move(1); }
  if (event.key === "k" || event.key === "ArrowUp" && event.target.closest?.("#list")) { event.preventDefault(); move(-1); }
});

settle(); toEnd(); mark(); title(); watchComposer();
document.documentElement.dataset.desk = "ready"; // every listener is in its place
