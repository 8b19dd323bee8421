// One sentence to whoever is at the desk, at the foot of the page: something went wrong, and what to do.
const place = () => document.getElementById("notices");

export function warn(words) {
  const notice = document.createElement("div");
  notice.className = "notice alarm"; notice.setAttribute("role", "alert"); notice.textContent = words;
  place().replaceChildren(notice);
  setTimeout(() => notice.remove(), 8000);
}
// What the server has to say, as it comes: already a notice.
export async function tell(answer) {
  place().replaceChildren();
  place().insertAdjacentHTML("beforeend", await answer.text());
}
export function quiet() { place().replaceChildren(); }
// A sentence of the page's own, in the reader's language.
export const sentence = (name) => document.getElementById("texts").dataset[name];
