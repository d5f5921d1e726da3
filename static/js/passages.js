// Join the sentence under the cursor with the next (M), or split it where words are selected (B); without
// a selection, B shows its words to choose from. What the cursor is on, article.js has marked.

import { onKeys } from "./keys.js";

const text = document.getElementById("article-text");
const { passagesUrl, revision } = text.dataset;

const here = () => {
  const { anchorNode, focusNode, isCollapsed } = document.getSelection();
  const chosen = [anchorNode, focusNode].map((node) => (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node));
  const [from] = isCollapsed ? [] : chosen.map((node) => node?.closest?.("#article-text .sentence")).filter(Boolean);
  return from ?? text.querySelector(".sentence.at");
};

// Where the selection starts in a sentence, in code points of the article; null when none starts inside it.
const selectionStart = (sentence) => {
  const selection = document.getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (!sentence.contains(range.startContainer)) return null;
  const before = document.createRange();
  before.setStart(sentence, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const at = Number(sentence.dataset.start) + [...before.toString()].length;
  return at > Number(sentence.dataset.start) ? at : null;
};

const send = (action, at) =>
  window.htmx.ajax("POST", passagesUrl, {
    target: "#lift",
    swap: "innerHTML",
    values: { action, at, revision, csrfmiddlewaretoken: document.querySelector("[name=csrfmiddlewaretoken]").value },
  });

onKeys({
  m: () => {
    const sentence = here();
    if (sentence) send("join", sentence.dataset.start);
  },
  b: async () => {
    const sentence = here();
    if (!sentence) return;
    const at = selectionStart(sentence);
    if (at !== null) {
      send("split", at);
      return;
    }
    await window.htmx.ajax("GET", `${passagesUrl}?at=${sentence.dataset.start}`, { target: "#lift", swap: "innerHTML" });
    document.querySelector("#lift .break-word")?.focus();
  },
});

// After a cut the cursor stands where it was.
if (new URLSearchParams(location.search).has("cut")) document.getElementById("at")?.click();
