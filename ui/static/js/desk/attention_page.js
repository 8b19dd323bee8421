// The page of these settings: the one place that asks the browser, and only when somebody presses.
import { on } from "/static/js/actions.js";
import { sound, worker } from "/static/js/desk/attention.js";

const notify = document.querySelector('[name="notify"]');
const state = document.getElementById("allowed");
const say = () => {
  const now = "Notification" in window ? Notification.permission : "missing";
  state.textContent = state.dataset[now] || "";
  state.classList.toggle("bad", now === "denied" || now === "missing");
};
notify.addEventListener("change", async () => {
  if (notify.checked && "Notification" in window && Notification.permission !== "granted") {
    await Notification.requestPermission();
    if (Notification.permission !== "granted") notify.checked = false;
  }
  if (notify.checked) worker();
  say();
});
on("try-sound", () => sound());
// The browser offers to install the desk as an app; the button passes that on.
let offer = null;
const install = document.getElementById("install");
window.addEventListener("beforeinstallprompt", (event) => { event.preventDefault(); offer = event; install.hidden = false; worker(); });
on("install", async () => { await offer?.prompt(); offer = null; install.hidden = true; });
say();
