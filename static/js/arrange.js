// Putting a report together: Alt with an arrow presses the button that moves the claim under the focus.

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const name = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  const button = name && event.target.closest?.("[data-moves]")?.querySelector(`button[name="${name}"]`);
  if (!button) return;
  event.preventDefault();
  button.focus();
  button.click();
});
