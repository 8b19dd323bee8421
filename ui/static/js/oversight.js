// One masked value in a dialog. What was shown of an original goes from the page when its time is over or the dialog closes.
import { on } from "/static/js/actions.js";

const dialog = document.getElementById("value");
const body = document.getElementById("value-body");

const clock = (seconds) => `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;

const count = (box) => {
  const ends = performance.now() + Number(box.dataset.seconds) * 1000;
  const tick = () => {
    if (!box.isConnected) return;
    const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
    if (left === 0) {
      const over = document.createElement("p");
      over.className = "quiet"; over.textContent = box.dataset.over;
      box.replaceChildren(over);
      return;
    }
    box.querySelector("[data-left]").textContent = clock(left);
    setTimeout(tick, 500);
  };
  tick();
};
const started = () => { for (const box of document.querySelectorAll(".original[data-seconds]:not([data-counting])")) { box.dataset.counting = ""; count(box); } };

document.addEventListener("htmx:afterSettle", (event) => {
  if (dialog && event.target.closest("#value-body") && !dialog.open) {
    dialog.showModal();
    (dialog.querySelector("textarea, .btn.p") || dialog).focus();
  }
  started();
});
if (dialog) dialog.addEventListener("close", () => body.replaceChildren());
on("close-value", () => dialog?.close());
// A page brought back from memory would still show it.
window.addEventListener("pagehide", () => { for (const box of document.querySelectorAll(".original")) box.replaceChildren(); });
started();
