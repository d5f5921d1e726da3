// Choose words of an article, by mouse, by touch or with the sentence cursor, and lift a claim from them.
// The server counts places in code points; what a browser counts (UTF-16) never leaves this file.

const text = document.getElementById("article-text");
const rail = document.getElementById("lift");
const suggestions = document.getElementById("suggestions"); // none while a claim is placed
const button = document.getElementById("lift-here");
const sentences = [...text.querySelectorAll(".sentence")];
const hint = [...rail.childNodes].map((node) => node.cloneNode(true));
const TYPING = "input, textarea, select, [contenteditable], dialog[open]";
const PRESSABLE = "a, button, summary, label";

// The sentence cursor: indexes into sentences, both included; none when first is -1.
let first = -1;
let last = -1;

const placeOf = (sentence, name) => Number(sentence.dataset[name]);

const pointsBefore = (sentence, node, offset) => {
  const range = document.createRange();
  range.setStart(sentence, 0);
  range.setEnd(node, offset);
  return [...range.toString()].length;
};

// A selection in the text as places of it, or null.
const selected = () => {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed || !selection.toString().trim()) return null;
  const range = selection.getRangeAt(0);
  const touched = sentences.filter((sentence) => range.intersectsNode(sentence));
  if (!touched.length || !text.contains(range.commonAncestorContainer)) return null;
  const [from, to] = [touched[0], touched.at(-1)];
  const start = from.contains(range.startContainer)
    ? placeOf(from, "start") + pointsBefore(from, range.startContainer, range.startOffset)
    : placeOf(from, "start");
  const end = to.contains(range.endContainer)
    ? placeOf(to, "start") + pointsBefore(to, range.endContainer, range.endOffset)
    : placeOf(to, "end");
  return start < end ? { start, end, range } : null;
};

const underCursor = () => {
  if (first < 0) return null;
  const range = document.createRange();
  range.setStartBefore(sentences[first]);
  range.setEndAfter(sentences[last]);
  return { start: placeOf(sentences[first], "start"), end: placeOf(sentences[last], "end"), range };
};

const chosen = () => selected() ?? underCursor();

// The suggestion that the cursor stands on, if it stands on that sentence alone.
const suggested = () =>
  first >= 0 && first === last && !selected() && sentences[first].matches(".suggestion") ? sentences[first].dataset.suggestion : null;

const liftAddress = (span) => {
  const suggestion = suggested();
  return `${text.dataset.liftUrl}?start=${span.start}&end=${span.end}${suggestion ? `&suggestion=${suggestion}` : ""}`;
};

const showButton = () => {
  const span = chosen();
  button.hidden = !span;
  if (!span) return;
  button.href = liftAddress(span);
  const boxes = [...span.range.getClientRects()].filter((box) => box.width > 1);
  const box = boxes.at(-1) ?? span.range.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.right - button.offsetWidth / 2, document.documentElement.clientWidth - button.offsetWidth - 8));
  button.style.left = `${left + window.scrollX}px`;
  button.style.top = `${box.bottom + window.scrollY + 6}px`;
};

const moveTo = (from, to) => {
  for (const sentence of sentences) sentence.classList.remove("at");
  first = from;
  last = to;
  for (const sentence of sentences.slice(first < 0 ? 0 : first, last + 1)) sentence.classList.add("at");
};

const show = (index) => {
  const sentence = sentences[index];
  sentence.tabIndex = -1;
  sentence.focus({ preventScroll: true });
  sentence.scrollIntoView({ block: "nearest" });
  showButton();
};

const step = (direction, widen) => {
  document.getSelection().removeAllRanges();
  const end = sentences.length - 1;
  let goal;
  if (first < 0) {
    const inView = sentences.findIndex((sentence) => sentence.getBoundingClientRect().bottom > 80);
    goal = Math.max(0, inView);
    moveTo(goal, goal);
  } else if (direction > 0) {
    goal = Math.min(end, last + 1);
    moveTo(widen ? first : goal, goal);
  } else {
    goal = Math.max(0, first - 1);
    moveTo(goal, widen ? last : goal);
  }
  show(goal);
};

const goTo = (index) => {
  document.getSelection().removeAllRanges();
  moveTo(index, index);
  show(index);
};

const nextSuggestion = () => {
  const isOne = (sentence, index) => index > last && sentence.matches(".suggestion");
  const index = sentences.findIndex(isOne);
  const found = index < 0 ? sentences.findIndex((sentence) => sentence.matches(".suggestion")) : index;
  if (found >= 0) goTo(found);
};

const dismiss = () => {
  const id = suggested();
  if (id) suggestions?.querySelector(`[data-suggestion="${id}"] form`)?.requestSubmit();
};

const undo = () => suggestions?.querySelector("[data-suggestion-undo]")?.form.requestSubmit();

const clear = () => {
  document.getSelection().removeAllRanges();
  moveTo(-1, -1);
  showButton();
};

const lift = async () => {
  const span = chosen();
  if (!span) return;
  if (window.Highlight) CSS.highlights.set("lifting", new Highlight(span.range.cloneRange()));
  button.hidden = true;
  await window.htmx.ajax("GET", liftAddress(span), { target: "#lift", swap: "innerHTML" });
  rail.scrollIntoView({ block: "nearest" });
  rail.querySelector("textarea, button, a")?.focus();
};

const close = () => {
  CSS.highlights?.delete("lifting");
  rail.replaceChildren(...hint.map((node) => node.cloneNode(true)));
  const back = sentences[first];
  if (back) {
    back.focus({ preventScroll: true });
    back.scrollIntoView({ block: "nearest" });
  }
  showButton();
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const { target } = event;
  if (target.closest?.(TYPING)) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key === "j") step(1, event.shiftKey);
  else if (key === "k") step(-1, event.shiftKey);
  else if (key === "l" || (key === "Enter" && !target.closest?.(PRESSABLE))) {
    if (!chosen()) return;
    lift();
  } else if (key === "n") nextSuggestion();
  else if (key === "x") dismiss();
  else if (key === "z") undo();
  else if (key === "?") document.getElementById("keys").showModal();
  else if (key === "Escape") clear();
  else return;
  event.preventDefault();
});

document.addEventListener("selectionchange", () => {
  if (selected()) moveTo(-1, -1);
  if (!rail.contains(document.activeElement)) showButton();
});
window.addEventListener("resize", showButton);

text.addEventListener("click", (event) => {
  if (event.target.closest("a, button") || !document.getSelection().isCollapsed) return;
  const index = sentences.indexOf(event.target.closest(".sentence"));
  moveTo(index, index);
  showButton();
});

// Pressing the button must not undo the selection that it is about.
button.addEventListener("mousedown", (event) => event.preventDefault());
button.addEventListener("click", (event) => {
  event.preventDefault();
  lift();
});
rail.addEventListener("click", (event) => {
  if (!event.target.closest("[data-lift-close]")) return;
  event.preventDefault();
  close();
});

// The list of suggestions goes to its sentences, and says after each change which are underlined.
suggestions?.addEventListener("click", (event) => {
  const link = event.target.closest("[data-suggestion-goes], [data-suggestion-lifts]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { suggestion } = link.closest("[data-suggestion]").dataset;
  const index = sentences.findIndex((sentence) => sentence.dataset.suggestion === suggestion);
  if (index < 0) return;
  event.preventDefault();
  goTo(index);
  if (link.matches("[data-suggestion-lifts]")) lift();
});
suggestions?.addEventListener("htmx:afterSwap", () => {
  const open = new Set([...suggestions.querySelectorAll("li[data-suggestion]")].map((row) => row.dataset.suggestion));
  for (const sentence of sentences) {
    if (sentence.dataset.suggestion) sentence.classList.toggle("suggestion", open.has(sentence.dataset.suggestion));
  }
  // The button that was pressed is gone.
  if (document.activeElement === document.body) document.getElementById("suggestions-title").focus();
  showButton();
});
