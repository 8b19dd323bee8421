// One delegated listener for everything that carries data-action: on("name", (element, event) => …).
// No inline handlers anywhere; the page's policy forbids them.
const handlers = new Map();

export function on(name, handler) { handlers.set(name, handler); }

export function run(name, element, event) {
  const handler = handlers.get(name);
  if (handler) handler(element, event);
  return Boolean(handler);
}

document.addEventListener("click", (event) => {
  const element = event.target.closest("[data-action]");
  if (!element || element.disabled) return;
  if (run(element.dataset.action, element, event) && element.tagName === "A") event.preventDefault();
});

// A click is also what a key does: an element says data-key="e" and is clicked by it, outside of text fields.
export function typing(target) {
  return target instanceof Element && Boolean(target.closest("input, textarea, select, [contenteditable]"));
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const element = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key.toLowerCase() && one.offsetParent !== null && !one.disabled);
  if (element) { event.preventDefault(); element.click(); }
});
