// Pages without the shell: a form is sent once.
document.addEventListener("submit", (event) => {
  const button = event.target.querySelector("button[data-once]");
  if (button) button.disabled = true;
});

// "Not right now" pages try again by themselves.
const retry = document.querySelector("[data-retry]");
if (retry) setTimeout(() => location.reload(), Number(retry.dataset.retry) * 1000);
