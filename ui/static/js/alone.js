// Pages without the shell: a form is sent once.
document.addEventListener("submit", (event) => {
  const button = event.target.querySelector("button[data-once]");
  if (button) button.disabled = true;
});
