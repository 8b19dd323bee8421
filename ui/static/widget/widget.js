/* The visitor's window: sends with an id of its own (a repeat is never stored twice), then shows whatever the
   server numbers. The stream only says "there is more"; words always come from one place, /widget/api/messages. */
const page = document.documentElement;
const text = JSON.parse(document.getElementById("texts").textContent);
const host = page.dataset.host || window.location.origin;
const el = (id) => document.getElementById(id);
const log = el("log"), box = el("box"), send = el("send"), person = el("person"), bar = el("bar");

const memory = new Map();
const keep = {
  // A third-party frame may refuse storage: the conversation then lives as long as the tab.
  get(key) { try { return localStorage.getItem(key) ?? memory.get(key) ?? null; } catch { return memory.get(key) ?? null; } },
  set(key, value) { memory.set(key, value); try { localStorage.setItem(key, value); } catch { /* memory only */ } },
  drop(key) { memory.delete(key); try { localStorage.removeItem(key); } catch { /* memory only */ } },
};

let last = 0, remasked = null, code = null, state = "new", streaming = false, fetching = null, again = false, attempt = 0, stopped = false, waiting;
const shown = new Map();    // seq -> node
const replies = new Map();  // reply id -> bubble that its sentences share
const pending = new Map();  // client id -> bubble not yet acknowledged

function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
function node(tag, cls, words) {
  const made = document.createElement(tag);
  if (cls) made.className = cls;
  if (words !== undefined) made.textContent = words;
  return made;
}
function fill(bubble, segments) {
  for (const part of segments) {
    if (part.kind === "token") bubble.append(node("span", "tok", part.text));
    else bubble.append(document.createTextNode(part.text));
  }
}
function nearEnd() { return log.scrollHeight - log.scrollTop - log.clientHeight < 80; }
function toEnd(force) { if (force) log.scrollTop = log.scrollHeight; }

async function call(path, options = {}, retried = false) {
  const headers = { "Content-Type": "application/json", "Accept": "application/json", "Accept-Language": page.lang };
  const token = keep.get("kefu-token");
  if (token) headers.Authorization = "Bearer " + token;
  const answer = await fetch("/widget/api/" + path, { ...options, headers, cache: "no-store", credentials: "omit" });
  if (answer.status === 401 && !retried) {
    keep.drop("kefu-token");
    await session();
    return call(path, options, true);
  }
  if (!answer.ok) {
    let sentence = text.failed;
    try { sentence = (await answer.json()).message || sentence; } catch { /* not ours: keep the general sentence */ }
    const failure = new Error(sentence);
    failure.status = answer.status;
    throw failure;
  }
  return answer;
}
async function session() {
  if (keep.get("kefu-token")) return;
  const answer = await call("session", { method: "POST", body: JSON.stringify({ inbox: page.dataset.inbox, lang: page.lang }) }, true);
  keep.set("kefu-token", (await answer.json()).token);
}

// Who speaks, and what it rests on: each source a link to its passage, each named once in a reply of several sentences.
function caption(small, message) {
  const known = new Map([...small.querySelectorAll("[data-source]")].map((one) => [one.textContent, one]));
  (message.sources || []).forEach((label, at) => {
    if (known.has(label)) return;
    const link = message.links?.[at];
    const one = node(link ? "a" : "span", "", label);
    if (link) { one.href = link; one.target = "_blank"; one.rel = "noopener"; }
    one.dataset.source = "";
    known.set(label, one);
  });
  const who = message.who === "ai" ? text.ai : message.who === "agent" ? message.name : "";
  small.replaceChildren(who);
  [...known.values()].forEach((one, at) => small.append(at ? text.comma : (who ? " · " : "") + text.source, one));
}
function draw(message) {
  if (shown.has(message.seq)) return;
  const stick = nearEnd();
  if (message.who === "visitor" && pending.has(message.client_id)) {
    pending.get(message.client_id).remove();
    pending.delete(message.client_id);
  }
  let bubble;
  if (message.who === "system") {
    bubble = node("div", message.warn ? "sys warn" : "sys");
    fill(bubble, message.segments);
    log.append(bubble);
  } else if (message.reply_id && replies.has(message.reply_id)) {
    bubble = replies.get(message.reply_id);
    const words = bubble.querySelector("span.w");
    if (page.lang.startsWith("en") && words.textContent) words.append(" ");
    fill(words, message.segments);
    const small = bubble.querySelector("small");
    if (small) caption(small, message);
  } else {
    bubble = node("div", "m " + ({ visitor: "v", ai: "ai", agent: "agent" })[message.who]);
    const words = node("span", "w");
    fill(words, message.segments);
    bubble.append(words);
    const small = node("small");
    caption(small, message);
    if (small.textContent) bubble.append(small);
    if (message.reply_id) replies.set(message.reply_id, bubble);
    log.append(bubble);
    if (message.options && message.options.length) log.append(choices(message.options));
  }
  shown.set(message.seq, bubble);
  last = Math.max(last, message.seq);
  for (const waiting of pending.values()) log.append(waiting); // what is not acknowledged stays last
  toEnd(stick || message.who === "visitor");
}
function choices(options) {
  const row = node("div", "opt");
  for (const option of options) {
    const button = node("button", "", option);
    button.type = "button";
    button.addEventListener("click", () => { row.remove(); write(option); });
    row.append(button);
  }
  return row;
}
function paint(answer) {
  for (const message of answer.messages) draw(message);
  state = answer.state;
  el("typing")?.remove();
  if (answer.thinking) {
    const dots = node("div", "typing");
    dots.id = "typing";
    dots.setAttribute("aria-label", text.thinking);
    dots.append(node("i"), node("i"), node("i"));
    const stick = nearEnd();
    log.append(dots);
    toEnd(stick);
  }
  if (answer.rate) askOpinion(); else if (!answer.rate && el("rate") && !el("rate").dataset.done) el("rate").remove();
  person.disabled = state === "queued" || state === "human";
  person.textContent = state === "human" ? text.with_person : state === "queued" ? text.coming : text.person;
  el("state").textContent = answer.headline || "";
  // Others are served without a word to us: who waits asks for their place now and then.
  clearTimeout(waiting);
  if (state === "queued") waiting = setTimeout(() => { if (state === "queued") catchUp().catch(() => {}); }, 20000);
}
// After the end: one to five, and a word if they like. Asked once for each end; a look at the window alone sends nothing.
function askOpinion() {
  if (el("rate")) { if (!el("rate").dataset.done) return; el("rate").remove(); }
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
  const button = node("button", "", text.submit);
  button.hidden = true;
  const fault = node("p", "fault");
  fault.setAttribute("role", "alert");
  card.append(group, word, button, fault);
  group.addEventListener("change", () => { word.hidden = button.hidden = false; log.scrollTop = log.scrollHeight; });
  card.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      await call("rating", { method: "POST", body: JSON.stringify({ score: Number(new FormData(card).get("score")), word: word.value }) });
      card.dataset.done = "1";
      card.replaceChildren(node("p", "", text.rated));
    } catch (failure) { fault.textContent = failure.status ? failure.message : text.offline; button.disabled = false; }
  });
  const stick = nearEnd();
  log.append(card);
  toEnd(stick);
}
// An earlier message was masked anew (its other half came later): what is shown of it is replaced in its place.
async function readAgain() {
  for (let after = 0; after < last;) {
    const { messages } = await (await call("messages?after=" + after)).json();
    if (!messages.length) return;
    for (const message of messages) {
      after = message.seq;
      const words = message.who === "visitor" || message.who === "agent" ? shown.get(after)?.querySelector("span.w") : null;
      if (words) { words.replaceChildren(); fill(words, message.segments); }
    }
  }
}
function startOver() {
  for (const one of [...shown.values(), ...log.querySelectorAll(".opt:not(#starters)")]) one.remove();
  shown.clear(); replies.clear(); last = 0; remasked = null;
}
async function catchUp() {
  if (fetching) { again = true; return fetching; }
  fetching = (async () => {
    do {
      again = false;
      let answer = await (await call("messages?after=" + last)).json();
      // Two conversations have become one, or a new one has begun: the numbers shown are of another, so all is read anew.
      if (code !== null && answer.code && answer.code !== code) { startOver(); answer = await (await call("messages?after=0")).json(); }
      code = answer.code ?? code;
      paint(answer);
      if (remasked !== null && answer.remasked !== remasked) await readAgain();
      remasked = answer.remasked;
    } while (again);
  })().finally(() => { fetching = null; });
  return fetching;
}

async function deliver(id, words, bubble) {
  try {
    await session();
    await call("messages", { method: "POST", body: JSON.stringify({ client_id: id, text: words, lang: page.lang }) });
    await catchUp();
    listen();
  } catch (failure) {
    bubble.classList.remove("wait");
    bubble.classList.add("fail");
    const small = node("small", "", failure.status ? failure.message + " " : text.unsent + " ");
    if (!failure.status || failure.status >= 429) {
      const retry = node("button", "", text.retry);
      retry.type = "button";
      // The same id goes out again: had the first attempt arrived after all, the server keeps one.
      retry.addEventListener("click", () => { small.remove(); bubble.classList.replace("fail", "wait"); deliver(id, words, bubble); });
      small.append(retry);
    }
    bubble.append(small);
    toEnd(true);
  }
}
function write(words) {
  const clean = words.trim();
  if (!clean) return;
  el("starters")?.remove();
  const id = uuid();
  const bubble = node("div", "m v wait", clean);
  pending.set(id, bubble);
  log.append(bubble);
  toEnd(true);
  deliver(id, clean, bubble);
}
function grow() { box.style.height = "42px"; box.style.height = Math.min(120, box.scrollHeight + 2) + "px"; send.disabled = !box.value.trim(); }

// The visitor's own words come by the stream too: whoever sent them has them already.
function isNews(line) {
  if (!line.startsWith("data:")) return false;
  const { shown: number } = JSON.parse(line.slice(5));
  return !(number && number <= last);
}
async function listen() {
  if (streaming || stopped) return;
  streaming = true;
  try {
    const answer = await call("stream", { headers: {} });
    attempt = 0;
    bar.hidden = true;
    await catchUp();
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      rest += decoder.decode(value, { stream: true });
      const lines = rest.split("\n");
      rest = lines.pop();
      if (lines.some(isNews)) await catchUp();
    }
  } catch (failure) {
    bar.textContent = failure.status === 503 ? failure.message : text.offline;
    bar.hidden = false;
  }
  streaming = false;
  attempt += 1;
  // Spread the reconnects of many visitors over time.
  setTimeout(listen, Math.min(30000, 500 * 2 ** Math.min(attempt, 6)) * (0.5 + Math.random() / 2));
}

function tell(wide) {
  if (window.parent !== window) window.parent.postMessage({ kefu: "size", open: wide, side: page.dataset.side, away: Number(page.dataset.away), width: wide ? 0 : el("launch").offsetWidth }, host);
}
function open(wide) {
  el("win").hidden = !wide;
  el("launch").hidden = wide;
  tell(wide);
  if (wide) {
    box.focus();
    session().then(() => { catchUp().then(listen).catch(listen); }).catch((failure) => { bar.textContent = failure.status ? failure.message : text.offline; bar.hidden = false; });
  }
}

el("launch").addEventListener("click", () => open(true));
el("close").addEventListener("click", () => { open(false); el("launch").focus(); });
send.addEventListener("click", () => { write(box.value); box.value = ""; grow(); box.focus(); });
box.addEventListener("input", grow);
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send.click(); }
  if (event.key === "Escape") el("close").click();
});
person.addEventListener("click", async () => {
  person.disabled = true;
  try {
    await session();
    await call("person", { method: "POST", body: JSON.stringify({ client_id: uuid(), lang: page.lang }) });
    await catchUp();
    listen();
  } catch (failure) {
    person.disabled = false;
    bar.textContent = failure.status ? failure.message : text.offline;
    bar.hidden = false;
  }
});
for (const button of document.querySelectorAll("#starters button")) button.addEventListener("click", () => write(button.textContent));
window.addEventListener("online", () => { if (!streaming) listen(); });
grow();
if (page.dataset.open === "yes") open(true); else tell(false);
