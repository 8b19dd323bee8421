// Calls an agent who looks elsewhere: a notification of the desktop, a sound, a number on the app. What calls is asked for when
// the live feed says that something happened, at most once a second, by one tab; nothing is shown while a tab has the focus.
// Permission is asked for on the page of these settings only, by a press. No word of a visitor is ever in a notification.
const chosen = document.getElementById("attention")?.dataset;
const wants = { notify: Boolean(chosen?.notify), sound: Boolean(chosen?.sound) };
const allowed = () => "Notification" in window && Notification.permission === "granted";
const SCOPE = "/desk";

export async function worker() {
  if (!("serviceWorker" in navigator)) return null;
  try { return await navigator.serviceWorker.register("/desk/worker.js", { scope: SCOPE }); } catch { return null; }
}
navigator.serviceWorker?.addEventListener("message", (event) => { if (/^\/desk\/c\/[0-9A-Z]{26}$/.test(event.data?.open || "")) location.assign(event.data.open); });

// The browser lets a page sound only after somebody has touched it.
let audio = null;
for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, () => { if (wants.sound) { audio ||= new AudioContext(); audio.resume(); } }, { passive: true, once: true });
export async function sound() {
  audio ||= new AudioContext();
  await Promise.race([audio.resume(), new Promise((done) => setTimeout(done, 1000))]);
  if (audio.state !== "running") return;
  for (const [at, tone] of [[0, 660], [0.16, 880]]) {
    const one = audio.createOscillator();
    const loud = audio.createGain();
    one.frequency.value = tone;
    loud.gain.setValueAtTime(0.0001, audio.currentTime + at);
    loud.gain.exponentialRampToValueAtTime(0.12, audio.currentTime + at + 0.02);
    loud.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + at + 0.15);
    one.connect(loud).connect(audio.destination);
    one.start(audio.currentTime + at); one.stop(audio.currentTime + at + 0.16);
  }
}

async function show(call) {
  const options = { tag: `${call.kind}:${call.id}`, icon: chosen.icon, lang: document.documentElement.lang, silent: true, data: { href: `/desk/c/${call.id}` } };
  const registered = await navigator.serviceWorker?.getRegistration(SCOPE);
  if (registered?.active) { await registered.showNotification(call.text, options); return; }
  const shown = new Notification(call.text, options);
  shown.addEventListener("click", () => { window.focus(); location.assign(options.data.href); shown.close(); });
}

// Whether any tab of the desk has the focus: then its own lists and marks are enough.
const others = "BroadcastChannel" in window ? new BroadcastChannel("attention") : null;
let heard = false;
others?.addEventListener("message", (event) => {
  if (event.data === "focus?" && document.hasFocus()) others.postMessage("here");
  if (event.data === "here") heard = true;
});
async function watched() {
  if (document.hasFocus()) return true;
  heard = false;
  others?.postMessage("focus?");
  await new Promise((done) => setTimeout(done, 150));
  return heard;
}

let head = -1, looking = false, again = false;
async function look() {
  if (looking) { again = true; return; }
  looking = true;
  try {
    const answer = await fetch(`/desk/attention/since?after=${head}`, { headers: { "X-Live": "1" } });
    if (!answer.ok) return;
    const told = await answer.json();
    head = told.head;
    if (!told.calls.length || await watched()) return;
    if (wants.notify && allowed()) for (const call of told.calls) await show(call);
    if (wants.sound) await sound();
    document.dispatchEvent(new CustomEvent("desk:called", { detail: told.calls }));
  } catch { /* the next signal asks again */ } finally {
    setTimeout(() => { looking = false; if (again) { again = false; look(); } }, 1000);
  }
}

if (wants.notify || wants.sound) {
  const begin = () => {
    look();
    for (const kind of ["live:conversation", "live:hello"]) document.addEventListener(kind, look);
  };
  if (navigator.locks) navigator.locks.request("attention", () => new Promise(() => { begin(); })); else begin();
}
if (wants.notify || matchMedia("(display-mode: standalone)").matches) worker();

// The number on the app's icon is that of the tab's title.
export function badge(count) {
  if (count) navigator.setAppBadge?.(count).catch(() => {}); else navigator.clearAppBadge?.().catch(() => {});
}
