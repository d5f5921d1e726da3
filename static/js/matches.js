// Keys for the earlier claims on a claim's page: J and K choose one, S or = says it is the same, X another one,
// Z takes the newest link back. Each presses a button that is there.

import { onKeys } from "./keys.js";

const matches = () => [...document.querySelectorAll("[data-match]")];
const current = () => document.querySelector("[data-match][aria-current]") ?? matches()[0];

const choose = (step) => {
  const all = matches();
  if (!all.length) return;
  const at = all.findIndex((match) => match.hasAttribute("aria-current"));
  const goal = all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)];
  for (const match of all) match.toggleAttribute("aria-current", false);
  goal.setAttribute("aria-current", "true");
  goal.focus({ preventScroll: true });
  goal.scrollIntoView({ block: "nearest" });
};

const press = (relation) => current()?.querySelector(`button[name="relation"][value="${relation}"]`).click();

const undo = () => {
  const all = [...document.querySelectorAll("#checked-before [data-undo]")];
  all.sort((one, other) => Number(other.dataset.undo) - Number(one.dataset.undo))[0]?.click();
};

onKeys({
  j: () => choose(1),
  k: () => choose(-1),
  s: () => press("same"),
  "=": () => press("same"),
  x: () => press("different"),
  z: undo,
});
