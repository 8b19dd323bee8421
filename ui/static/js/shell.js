// What every signed-in page has: theme, notices, keys help, palette, live feed.
import { on } from "/static/js/actions.js";
import "/static/js/feed.js";
import "/static/js/palette.js";

on("theme", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
});
// On a phone the rail shows four places; the rest open above them and close with a choice, Escape or a touch elsewhere.
function places(open) {
  const rail = document.getElementById("rail"), more = rail?.querySelector(".more");
  if (!more || rail.hasAttribute("data-open") === open) return;
  rail.toggleAttribute("data-open", open);
  more.setAttribute("aria-expanded", String(open));
}
on("places", () => places(!document.getElementById("rail").hasAttribute("data-open")));
document.addEventListener("click", (event) => { if (!event.target.closest("#rail")) places(false); });
document.addEventListener("keydown", (event) => {
  const rail = document.getElementById("rail");
  if (event.key !== "Escape" || !rail?.hasAttribute("data-open")) return;
  places(false); rail.querySelector(".more").focus();
});
on("dismiss", (element) => element.closest(".notice").remove());
on("keys", () => document.getElementById("keys").showModal());

document.addEventListener("keydown", (event) => {
  if (event.key === "?" && !event.target.closest("input, textarea, select")) document.getElementById("keys").showModal();
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  if (event.target instanceof HTMLDialogElement) event.target.close();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const menu of document.querySelectorAll("details.menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
});

// A notice that says something went wrong stays until it is read; any other goes by itself.
const notices = document.getElementById("notices");
new MutationObserver((changes) => {
  for (const change of changes) for (const node of change.addedNodes) if (node instanceof Element && !node.matches(".alarm")) setTimeout(() => node.remove(), 6000);
}).observe(notices, { childList: true });

// A request that never reached the server, and a sign-in that ran out.
document.addEventListener("htmx:sendError", () => { document.documentElement.dataset.live = "off"; });
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 401) { event.detail.shouldSwap = false; location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`); }
});

// What a page asks for by itself (X-Live) closes nothing that somebody has just opened, and comes back into no place that was
// closed meanwhile. What is as it was is left in its place, so that nothing is read out again and no focus is lost. A failure of
// a moment is not told, it is asked for again; where there is nothing any more, the asking ends.
const answers = new WeakMap();
const byItself = (detail) => Boolean(detail.requestConfig.headers["X-Live"]);
const opened = (place) => Boolean(place?.querySelector("details.sure[open]"));
document.addEventListener("htmx:beforeRequest", (event) => { if (byItself(event.detail) && opened(event.detail.target)) event.preventDefault(); });
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target, requestConfig, serverResponse } = event.detail;
  if (!byItself(event.detail)) { answers.delete(target); return; }
  if (xhr.status >= 500 || opened(target) || !requestConfig.elt.isConnected || answers.get(target) === serverResponse) event.detail.shouldSwap = false;
  else if (xhr.status >= 400) { requestConfig.elt.removeAttribute("hx-trigger"); htmx.process(requestConfig.elt); }
  else answers.set(target, serverResponse);
});
document.addEventListener("htmx:oobBeforeSwap", (event) => { if (event.detail.target.open) event.detail.shouldSwap = false; });
document.addEventListener("htmx:afterRequest", (event) => {
  const { xhr, requestConfig, successful } = event.detail;
  if (!successful && byItself(event.detail) && (!xhr.status || xhr.status >= 500)) setTimeout(() => { if (requestConfig.elt.isConnected) htmx.trigger(requestConfig.elt, "again"); }, 3000);
});
