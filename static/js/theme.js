// Runs in <head> before anything is painted: the chosen theme is set without a flash, and
// the page knows that scripts run (html.js). The switch itself is wired once the page is there.
(() => {
  const root = document.documentElement;
  const KEY = "theme";
  const read = () => {
    try {
      return localStorage.getItem(KEY) || "system";
    } catch {
      return "system";
    }
  };
  const apply = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
    for (const choice of document.querySelectorAll("input[name=theme]")) choice.checked = choice.value === theme;
  };

  root.classList.add("js");
  apply(read());
  document.addEventListener("DOMContentLoaded", () => apply(read()));
  document.addEventListener("change", (event) => {
    if (!event.target.matches?.("input[name=theme]")) return;
    try {
      localStorage.setItem(KEY, event.target.value);
    } catch {
      // Storage is closed to us: the choice holds for this page.
    }
    apply(event.target.value);
  });
  window.addEventListener("storage", (event) => {
    if (event.key === KEY) apply(read());
  });
})();
