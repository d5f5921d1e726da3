// What every page of the desk shares: what a failed request says, menus and dialogs.

const say = (text) => {
  const place = document.getElementById("messages");
  if (!place) return;
  const notice = document.createElement("div");
  notice.className = "notice notice-problem";
  notice.dataset.saidHere = "";
  const words = document.createElement("p");
  words.textContent = text;
  notice.append(words);
  place.replaceChildren(notice);
  place.scrollIntoView({ block: "nearest" });
};

// The server chooses where its error notice goes (HX-Retarget); such an answer is always shown.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.getResponseHeader("HX-Retarget")) event.detail.shouldSwap = true;
});
document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (event.detail.xhr.getResponseHeader("HX-Retarget")) return;
  if (status >= 500) say("The desk answered with an error. What you typed is still here; try again in a moment.");
});
for (const failure of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, () => {
    say("The desk could not be reached. What you typed is still here; try again when the connection is back.");
  });
}
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) document.querySelector("#messages .notice[data-said-here]")?.remove();
});

// An open menu closes on a click elsewhere and on Escape, and gives the focus back.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// <button data-opens="id"> opens a <dialog>; <button data-closes> closes the one it stands in.
document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (event.target.closest?.("[data-closes]")) event.target.closest("dialog")?.close();
  if (event.target.matches?.("dialog")) event.target.close();
  if (event.target.closest?.("[data-prints]")) window.print();
});

// <button data-clears="id"> empties a field that the desk has filled in, and leaves the cursor there.
document.addEventListener("click", (event) => {
  const clearer = event.target.closest?.("[data-clears]");
  if (!clearer) return;
  const field = document.getElementById(clearer.dataset.clears);
  field.value = "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
  clearer.closest(".proposed").hidden = true;
});
