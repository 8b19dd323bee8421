// After the end: one to five, and a word if they like. Asked once for each end; a look at the window alone sends nothing.
import { el, node, text } from "./page.js";
import { nearEnd, toEnd } from "./log.js";
import { post } from "./server.js";

export function rating(asks) {
  const card = el("rate");
  if (!asks) { if (card && !card.dataset.done) card.remove(); return; }
  if (card && !card.dataset.done) return;
  if (card) card.remove();
  ask();
}
function ask() {
  const card = node("form", "rate");
  card.id = "rate";
  const group = node("fieldset");
  group.append(node("legend", "", text.rate));
  for (let score = 1; score <= 5; score += 1) {
    const label = node("label", "", "");
    const radio = node("input");
    radio.type = "radio"; radio.name = "score"; radio.value = String(score); radio.setAttribute("aria-label", text.star.replace("%(n)s", score));
    label.append(radio, node("span", "", String(score)));
    group.append(label);
  }
  const word = node("textarea");
  word.maxLength = 500; word.rows = 2; word.placeholder = text.word; word.setAttribute("aria-label", text.word); word.hidden = true;
  const submit = node("button", "", text.submit);
  submit.hidden = true;
  const fault = node("p", "fault");
  fault.setAttribute("role", "alert");
  card.append(group, word, submit, fault);
  group.addEventListener("change", () => { word.hidden = submit.hidden = false; toEnd(true); });
  card.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    try {
      await post("rating", { score: Number(new FormData(card).get("score")), word: word.value });
      card.dataset.done = "1";
      card.replaceChildren(node("p", "", text.rated));
    } catch (problem) { fault.textContent = problem.status ? problem.message : text.offline; submit.disabled = false; }
  });
  const stick = nearEnd();
  el("log").append(card);
  toEnd(stick);
}
