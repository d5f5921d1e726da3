// The list of claims: tick every claim of the page at once.

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-picks]");
  if (!form) return;
  const all = form.querySelector("[data-picks-all]");
  const picks = [...form.querySelectorAll('input[name="claim"]')];
  if (event.target === all) for (const pick of picks) pick.checked = all.checked;
  const ticked = picks.filter((pick) => pick.checked).length;
  all.checked = ticked === picks.length;
  all.indeterminate = ticked > 0 && ticked < picks.length;
});
