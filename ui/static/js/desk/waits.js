// Waiting times count on their own: <span data-since="ISO time">.
const two = (value) => String(value).padStart(2, "0");
setInterval(() => {
  for (const element of document.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(element.dataset.since)) / 1000));
    if (Number.isNaN(seconds)) continue;
    const minutes = Math.floor(seconds / 60);
    const text = minutes >= 60 ? `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
    if (element.textContent !== text) element.textContent = text;
  }
}, 1000);
