// Ticking drafts: all of the page at once, and how many are ticked.
const boxes = () => [...document.querySelectorAll(".draft > input[type=checkbox]")];
const all = document.getElementById("tick-all");
const told = document.getElementById("ticked");

function count() {
  const ticked = boxes().filter((box) => box.checked).length;
  told.textContent = ticked ? `${told.dataset.words} ${ticked}` : "";
  all.checked = ticked > 0 && ticked === boxes().length;
  all.indeterminate = ticked > 0 && !all.checked;
}
function follow() {
  for (const box of boxes()) box.checked = all.checked;
}
if (all) {
  document.addEventListener("change", (event) => {
    if (event.target === all) follow();
    if (event.target === all || event.target.matches(".draft > input")) count();
  });
  document.addEventListener("htmx:afterSettle", count);
  if (all.checked) follow(); // ticked before this file was here
  count();
}
