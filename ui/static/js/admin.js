// Uploads, one request per file with its own progress; forms that empty themselves once their act is done.
const changed = () => document.body.dispatchEvent(new CustomEvent("knowledge:changed"));

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (event.detail.successful && form.matches?.("form[data-reset]")) form.reset();
});

// One confirmation at a time; Escape or a click elsewhere takes it back.
document.addEventListener("click", (event) => {
  for (const one of document.querySelectorAll("details.sure[open]")) if (!one.contains(event.target)) one.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const one of document.querySelectorAll("details.sure[open]")) { one.open = false; one.querySelector("summary").focus(); }
});

const form = document.querySelector("form[data-uploads]");
if (form) {
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector(".chosen");
  const drop = form.querySelector(".drop");
  const button = form.querySelector("button[type=submit]");
  const words = form.dataset;

  const row = (name) => {
    const item = document.createElement("li");
    const line = document.createElement("div");
    const label = document.createElement("span");
    const state = document.createElement("span");
    line.className = "line"; label.className = "name"; state.className = "faint";
    label.textContent = name;
    line.append(label, state); item.append(line); list.append(item);
    return { item, state };
  };
  const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);
  const choose = () => { list.replaceChildren(); for (const file of input.files) row(file.name).state.textContent = size(file.size); };

  const sentence = (html) => {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    return parsed.querySelector(".notice div")?.textContent.trim() || words.wordsLost;
  };
  const send = (file) => new Promise((done) => {
    const { item, state } = row(file.name);
    const bar = document.createElement("progress");
    bar.max = 1; bar.value = 0; item.append(bar);
    const end = (text, bad) => {
      bar.remove();
      state.textContent = bad ? "" : text;
      if (bad) { const why = document.createElement("p"); why.className = "bad"; why.textContent = text; item.append(why); }
      done(!bad);
    };
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.setRequestHeader("X-CSRF-Token", form.querySelector("[name=csrf]").value);
    request.upload.onprogress = (event) => { bar.value = event.total ? event.loaded / event.total : 0; state.textContent = `${words.wordsSending} ${Math.round(bar.value * 100)}%`; };
    request.onload = () => (request.status < 300 ? end(words.wordsTaken, false) : end(sentence(request.responseText), true));
    request.onerror = () => end(words.wordsLost, true);
    const data = new FormData();
    data.append("file", file, file.name);
    request.send(data);
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const files = [...input.files];
    list.replaceChildren();
    if (!files.length) { const { item } = row(words.wordsChoose); item.className = "bad"; return; }
    button.disabled = true;
    for (const file of files) { await send(file); changed(); }
    button.disabled = false;
    form.reset();
  });
  input.addEventListener("change", choose);
  for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => { event.preventDefault(); if (event.dataTransfer.files.length) { input.files = event.dataTransfer.files; choose(); } });
}
