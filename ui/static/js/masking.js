// A chosen way shows at once what a value would look like, and that it differs from what holds.
document.addEventListener("change", (event) => {
  const select = event.target.closest(".kind select");
  if (!select) return;
  const kind = select.closest(".kind");
  const chosen = select.selectedOptions[0];
  const example = kind.querySelector(".example");
  example.textContent = chosen.dataset.example;
  example.classList.toggle("tok", "masked" in chosen.dataset);
  kind.classList.toggle("changed", select.value !== kind.dataset.before);
});
// After a preview the eye goes to what would change.
document.addEventListener("htmx:afterSettle", (event) => {
  const pending = event.target.matches?.("#masking, #handoff") && event.target.querySelector("#pending");
  const asked = event.detail.requestConfig?.triggeringEvent?.submitter;
  if (pending && !asked?.matches("[name=to]")) { pending.setAttribute("tabindex", "-1"); pending.focus({ preventScroll: true }); pending.scrollIntoView({ block: "center" }); }
});
