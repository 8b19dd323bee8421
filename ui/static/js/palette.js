// Ctrl K: pages of the rail, conversations in the lists, and what the page's buttons do. Everything comes from the page itself:
// an element with data-palette="label" is an entry; links are followed, buttons clicked.
import { on } from "/static/js/actions.js";

const dialog = document.getElementById("palette");
if (dialog) {
  const input = dialog.querySelector("input");
  const hits = dialog.querySelector(".hits");
  let entries = [];
  let chosen = 0;

  const collect = () => {
    const seen = new Set();
    entries = [...document.querySelectorAll("[data-palette]")].filter((one) => !one.closest("dialog") && !one.disabled).map((one) => ({
      element: one, label: one.dataset.palette, hint: one.dataset.paletteHint || "",
      group: one.matches(".row") ? "conversations" : one.matches("a:not([hx-get])") ? "pages" : "commands",
    })).filter((one) => { const key = one.group + one.label + one.hint; if (seen.has(key)) return false; seen.add(key); return true; });
    entries.sort((a, b) => ["conversations", "commands", "pages"].indexOf(a.group) - ["conversations", "commands", "pages"].indexOf(b.group));
  };
  const matching = () => {
    const words = input.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const found = entries.filter((one) => words.every((word) => (one.label + " " + one.hint).toLowerCase().includes(word))).slice(0, 40);
    // The code of a conversation that is in no list here.
    const code = input.value.trim().toUpperCase();
    if (dialog.dataset.code && !found.length && /^[2-9A-Z]{4}$/.test(code)) found.push({ href: `/desk/code/${code}`, label: dialog.dataset.code.replace("#", code), hint: "", group: "conversations" });
    return found;
  };
  const draw = () => {
    const found = matching();
    chosen = Math.max(0, Math.min(chosen, found.length - 1));
    hits.replaceChildren();
    let group = "";
    found.forEach((one, index) => {
      if (one.group !== group) { group = one.group; const title = document.createElement("h4"); title.setAttribute("role", "presentation"); title.textContent = hits.dataset[group]; hits.append(title); }
      const row = document.createElement("button");
      row.type = "button"; row.className = "hit"; row.id = `hit-${index}`; row.setAttribute("role", "option"); row.setAttribute("aria-selected", String(index === chosen));
      row.append(one.label);
      if (one.hint) { const hint = document.createElement("small"); hint.textContent = one.hint; row.append(hint); }
      row.addEventListener("click", () => take(one));
      hits.append(row);
    });
    if (!found.length) { const none = document.createElement("h4"); none.setAttribute("role", "presentation"); none.textContent = hits.dataset.none; hits.append(none); }
    input.setAttribute("aria-activedescendant", found.length ? `hit-${chosen}` : "");
    hits.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  };
  // A list that was made anew meanwhile has the same entry in another element.
  const same = (one) => [...document.querySelectorAll("[data-palette]")].find((each) => each.dataset.palette === one.label && (each.dataset.paletteHint || "") === one.hint);
  const take = (one) => { dialog.close(); if (one.href) location.assign(one.href); else (one.element.isConnected ? one.element : same(one))?.click(); };
  const open = () => { collect(); input.value = ""; chosen = 0; draw(); dialog.showModal(); input.focus(); };

  on("palette", open);
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); if (dialog.open) dialog.close(); else open(); }
  });
  input.addEventListener("input", () => { chosen = 0; draw(); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); chosen += event.key === "ArrowDown" ? 1 : -1; draw(); }
    if (event.key === "Enter") { event.preventDefault(); const one = matching()[chosen]; if (one) take(one); }
  });
}
