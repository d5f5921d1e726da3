// Source cards by keyboard: J and K move, 1 2 3 and X press the card's own buttons, / goes to the search
// and Escape back to the cards.

const STANCES = { 1: "supports", 2: "refutes", 3: "context" };
const cards = () => [...document.querySelectorAll("[data-candidates] > [data-candidate]")];
const current = () => document.querySelector("[data-candidate].current");

const choose = (card) => {
  if (!card) return;
  for (const other of cards()) {
    other.classList.toggle("current", other === card);
    if (other === card) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
  }
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
};

const move = (step) => {
  const all = cards();
  const at = all.indexOf(current());
  choose(at < 0 ? all[0] : all[Math.min(Math.max(at + step, 0), all.length - 1)]);
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === "Escape" && event.target.id === "q") choose(current() ?? cards()[0]);
  if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") move(key === "j" ? 1 : -1);
  else if (key === "/" && document.getElementById("q")) document.getElementById("q").focus();
  else if (STANCES[key] && current()) {
    if (!event.repeat) current().querySelector(`button[name="stance"][value="${STANCES[key]}"]`).click();
  } else if (key === "x" && current()) {
    if (!event.repeat && !current().matches(".chosen")) current().querySelector("button[name=refuse]").click();
  } else return;
  event.preventDefault();
});

document.addEventListener("focusin", (event) => {
  const card = event.target.closest("[data-candidate]");
  if (!card || card === current()) return;
  for (const other of cards()) other.classList.toggle("current", other === card);
});

// The card wears the stance that its form was answered with; after a search the first card is at hand,
// after one was put aside the card that moved up.
let at = 0;
document.addEventListener("htmx:beforeRequest", (event) => {
  const card = event.target.closest("[data-candidate]");
  at = card ? cards().indexOf(card) : 0;
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "found") {
    choose(cards()[at] ?? cards().at(-1));
    return;
  }
  const card = event.target.closest("[data-candidate]");
  if (!card) return;
  const { stance } = card.querySelector("form[data-stance]").dataset;
  card.classList.remove("chosen", "is-supports", "is-refutes", "is-context");
  if (stance) card.classList.add("chosen", `is-${stance}`);
});
