// The review loop without page loads: the next claim is fetched ahead, verdicts are sent in the background.

import { dropDraft, keepDraft, readDraft } from "./drafts.js";
import { isTyping, onKeys } from "./keys.js";

const FRESH = 120_000; // how long a page fetched ahead may be shown, in milliseconds
const RENEW = 300_000; // how often a claim on the screen is held longer
const RETRIES = [2_000, 4_000, 8_000, 15_000, 30_000];

const main = document.getElementById("main");
const byId = (id) => document.getElementById(id);
const all = (selector) => [...document.querySelectorAll(selector)];
const item = () => byId("item").dataset;
const draftName = () => `${item().user}:${item().claim}`;
const announce = (words) => { byId("announce").textContent = words; };

let ahead = null; // { url, at, answer }: the next claim, being fetched or here
let sending = false;
let attempt = 0;
let turn = 0; // rises with every claim that comes to the screen
let timer = 0;

// Talking to the desk. Raises TypeError without a connection.
const ask = (url, { form, submitter, target = "main" } = {}) => {
  const headers = { "HX-Request": "true", "HX-Target": target };
  if (!form) return fetch(url, { headers });
  const body = new FormData(form, submitter);
  return fetch(url, { method: "POST", headers, body: new URLSearchParams(body) });
};

const parse = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
};

// Put every top-level element of an answer in the place of the one with its id.
const swap = (html) => {
  const content = parse(html);
  keepOrigins(content);
  for (const element of [...content.children]) byId(element.id)?.replaceWith(element);
};

// An origin that was typed and not sent yet stays with its passage when the list is made anew.
const keepOrigins = (content) => {
  for (const passage of content.querySelectorAll(".source")) {
    const typed = document.querySelector(`#candidates [data-place="${passage.dataset.place}"] [name=origin]`);
    if (!typed || typed.value === typed.defaultValue) continue;
    const origin = passage.querySelector("[name=origin]");
    origin.value = typed.value;
    origin.closest("details").open = true;
  }
};

const show = (html, { push = true, focus = true } = {}) => {
  turn += 1;
  main.replaceChildren(parse(html));
  const { address, title, waiting } = item();
  document.title = title;
  byId("waiting").textContent = waiting;
  if (push && address !== location.pathname) history.pushState({}, "", address);
  if (focus) {
    window.scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
  settle();
};

// What an answer says that is neither the page nor a notice meant for this place.
const problem = (words, { again = null } = {}) => {
  const place = byId("unsent");
  if (!place) return announce(words);
  place.hidden = false;
  place.querySelector("p").textContent = words;
  const button = place.querySelector("button");
  button.hidden = !again;
  button.onclick = again;
  announce(words);
};
const noProblem = () => { if (byId("unsent")) byId("unsent").hidden = true; };

const textOf = (html) => parse(html).textContent.replace(/\s+/g, " ").trim();

const whyNot = async (answer) => {
  if (answer.status === 401) return "You are signed out. Your text is kept in this browser: sign in again in another tab, then try again here.";
  if (answer.status === 403) return "This page was open for too long. Your text is kept in this browser: reload the page and send it again.";
  if (answer.status >= 500) return "Not saved yet: the desk answered with an error. Your text is kept; trying again.";
  return textOf(await answer.text()) || "Not saved. Your text is kept.";
};

// The claim that comes next, fetched before it is asked for. A plain GET: it changes nothing.
const fetchAhead = () => {
  const url = item().next;
  if (!url || (ahead?.url === url && Date.now() - ahead.at < FRESH)) return;
  const answer = ask(url).then((response) => (response.ok ? response.text() : Promise.reject(response)));
  answer.catch(() => { ahead = null; });
  ahead = { url, at: Date.now(), answer };
};

const goOn = async (said = "", { judged = false } = {}) => {
  const url = item().next;
  if (ahead?.url !== url || Date.now() - ahead.at > FRESH) ahead = null;
  fetchAhead();
  const from = turn;
  try {
    let html = await ahead.answer;
    // That nothing is left may have changed since, and was said while this claim was still open.
    if (!parse(html).querySelector("[data-claim]")) html = await (await ask(url)).text();
    if (turn !== from) return;
    show(html);
    // The claim just judged was counted with those that wait, if the page was made before its verdict was stored.
    if (judged && "hasLeft" in item()) byId("waiting").textContent = item().waiting.replace(/^\d+(?! or)/, (number) => Math.max(0, number - 1));
  } catch {
    location.assign(said ? `${url}&given=${parse(said).querySelector("[data-verdict]").dataset.verdict}` : url);
    return;
  }
  if (said) {
    swap(said);
    announce(textOf(said));
  }
  const shown = turn;
  const answer = await hold();
  if (answer?.status === 409 && turn === shown) {
    const words = textOf(await answer.text());
    await goOn(said);
    announce(words);
  }
};

// The claim on the screen is in one's hands for a while.
const hold = async () => {
  const { lease } = item();
  if (!lease) return null;
  try {
    const answer = await ask(lease, { form: byId("skip") });
    return answer;
  } catch {
    return null; // it only keeps two from starting on one claim
  }
};

const holdAtFirst = async () => {
  const answer = await hold();
  if (answer?.status !== 409) return;
  byId("held").innerHTML = await answer.text();
  byId("held").hidden = false;
};

// Verdicts.
const save = async (form, submitter) => {
  if (sending) return;
  clearTimeout(timer);
  if (!form.querySelector("[name=label]:checked")) {
    problem("Choose true, false, disputed or unproven first: T, F, D or U.");
    form.querySelector("[name=label]").focus();
    return;
  }
  keepTyped();
  sending = true;
  form.setAttribute("aria-busy", "true");
  const name = draftName();
  try {
    const answer = await ask(form.action, { form, submitter });
    if (answer.ok) {
      attempt = 0;
      const said = await answer.text();
      dropDraft(name);
      sending = false; // undo works from here on
      await goOn(said, { judged: true });
    } else if (answer.status === 422 || answer.status === 409) {
      attempt = 0;
      const html = await answer.text();
      if (parse(html).querySelector("#item")) {
        show(html, { push: false, focus: false });
        byId("verdict").scrollTop = 0;
      } else problem(textOf(html));
    } else {
      const words = await whyNot(answer);
      if (answer.status >= 500) tryAgain(form, words);
      else problem(words, { again: () => save(form) });
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    tryAgain(form, "Not saved yet: no connection. Your text is kept; trying again.");
  } finally {
    sending = false;
    form.removeAttribute("aria-busy");
  }
};

// The same form, so the same client_id: however often it arrives, it is stored once.
const tryAgain = (form, words) => {
  problem(words, { again: () => save(form) });
  timer = setTimeout(() => { if (form.isConnected) save(form); }, RETRIES[Math.min(attempt, RETRIES.length - 1)]);
  attempt += 1;
};
window.addEventListener("online", () => { if (attempt && byId("verdict")) save(byId("verdict")); });

const undo = async () => {
  const form = byId("undo");
  if (!form || sending) {
    if (!form) announce("There is nothing to take back.");
    return;
  }
  sending = true;
  try {
    const answer = await ask(form.action, { form });
    if (answer.ok) {
      ahead = null;
      show(await answer.text());
      announce("Taken back. The claim is open again, with what you wrote.");
      hold();
    } else problem(await whyNot(answer));
  } catch {
    problem("Not taken back yet: no connection. Press Z again when it is back.");
  } finally {
    sending = false;
  }
};

const skip = async () => {
  try {
    const answer = await ask(byId("skip").action, { form: byId("skip") });
    if (!answer.ok) return problem(await whyNot(answer));
    return await goOn();
  } catch {
    return problem("Not skipped: no connection.");
  }
};

// Typed text outlives a reload.
const typed = () => ({
  label: document.querySelector("#verdict [name=label]:checked")?.value ?? "",
  rationale: byId("id_rationale").value,
});
const keepTyped = () => {
  const { label, rationale } = typed();
  if (label || rationale.trim()) keepDraft(draftName(), { label, rationale });
  else dropDraft(draftName());
};
const choose = (label) => {
  const input = document.querySelector(`#verdict [name=label][value="${label}"]`);
  if (!input) return;
  input.checked = true;
  input.dispatchEvent(new Event("change", { bubbles: true }));
};
const restoreTyped = () => {
  const draft = readDraft(draftName());
  if (!draft) return;
  const now = typed();
  if (draft.rationale === now.rationale && draft.label === now.label) return;
  if (document.querySelector("#verdict .error-summary")) return; // the answer holds what was sent
  byId("id_rationale").value = draft.rationale;
  if (draft.label) choose(draft.label);
  const words = `Restored what you had written here at ${new Date(draft.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}.`;
  byId("restored").hidden = false;
  byId("restored").querySelector("p").textContent = words;
  byId("restored").querySelector("button").onclick = () => {
    byId("id_rationale").value = now.rationale;
    for (const input of all("#verdict [name=label]")) input.checked = input.value === now.label;
    byId("restored").hidden = true;
    dropDraft(draftName());
    told();
  };
  announce(words);
};

// What the chosen label still asks for stands out, before anything is sent.
const told = () => {
  const { label } = typed();
  for (const need of all("#needs [data-label]")) need.classList.toggle("missing", need.dataset.label === label);
};
const grow = () => {
  const text = byId("id_rationale");
  text.rows = Math.min(5, Math.max(1, text.value.split("\n").length, Math.ceil(text.value.length / Math.max(20, text.clientWidth / 8))));
};

// Passages.
const passages = () => all("#candidates .source");
const current = () => document.querySelector("#candidates .source.current");
const goTo = (passage, { focus = true } = {}) => {
  for (const other of passages()) other.classList.toggle("current", other === passage);
  if (!passage || !focus) return;
  passage.focus({ preventScroll: true });
  passage.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
};
const step = (by) => {
  const list = passages();
  if (!list.length) return;
  const at = list.indexOf(current());
  if (by > 0 && at === list.length - 1 && byMore()) return more();
  goTo(list[Math.min(list.length - 1, Math.max(0, at + by))]);
};
const stance = (value) => {
  const passage = current() ?? passages()[0];
  if (!passage) return announce("There is no passage to choose.");
  if (passage !== current()) goTo(passage);
  return passage.querySelector(`.stances [value=${value}]`).click();
};
const refuse = () => {
  const passage = current() ?? passages()[0];
  if (!passage) return announce("There is no passage to put aside.");
  if (passage.classList.contains("chosen")) return announce("This passage is evidence of the claim. Take it back first.");
  return passage.querySelector("[name=refuse]").click();
};
const syncPassages = () => {
  const brought = new Map(all("#evidence [data-place]").map((row) => [row.dataset.place, row.dataset.stance]));
  for (const passage of passages()) {
    const chosen = brought.get(passage.dataset.place) ?? "";
    passage.classList.remove("is-supports", "is-refutes", "is-context");
    passage.classList.toggle("chosen", Boolean(chosen));
    if (chosen) passage.classList.add(`is-${chosen}`);
    passage.querySelector("form > [name=stance]").value = chosen;
    for (const button of passage.querySelectorAll(".stances button")) {
      button.setAttribute("aria-pressed", String(button.value === chosen && chosen !== ""));
    }
  }
};
// A passage that is not about the claim leaves the list, for everybody, and others move up.
const putAside = async (form, submitter) => {
  const at = passages().indexOf(form.closest(".source"));
  const shown = turn;
  try {
    const answer = await ask(form.action, { form, submitter, target: "candidates" });
    if (!answer.ok) return problem(answer.status >= 500 ? "Not put aside: the desk answered with an error. Try again." : await whyNot(answer));
    const html = await answer.text();
    if (turn !== shown) return undefined; // another claim stands there now
    swap(html);
    noProblem();
    goTo(passages()[Math.min(Math.max(at, 0), passages().length - 1)] ?? null);
    return announce(at < 0 ? "The passage is proposed again." : "Put aside as not about this claim. It can be brought back below the list.");
  } catch {
    return problem("Not put aside: no connection. Press again when it is back.");
  }
};
const bring = async (form, submitter) => {
  if (["refuse", "propose_again"].includes(submitter?.name)) return putAside(form, submitter);
  const origin = form.querySelector("[name=origin]");
  const chosen = submitter?.value || form.querySelector("[aria-pressed=true]")?.value;
  if (origin && !chosen) return problem("Choose what the passage does to the claim: 1, 2 or 3.");
  const already = submitter?.getAttribute("aria-pressed") === "true" && origin.value === origin.defaultValue;
  if (already) return announce("Attached already. Take it back in the list of evidence.");
  const button = submitter?.value ? submitter : form.querySelector(`.stances [value=${chosen}]`);
  const shown = turn;
  try {
    const answer = await ask(form.action, { form, submitter: button });
    if (!answer.ok) return problem(answer.status >= 500 ? "Not attached: the desk answered with an error. Try again." : await whyNot(answer));
    const html = await answer.text();
    if (turn !== shown) return undefined;
    swap(html);
    if (origin) origin.defaultValue = origin.value;
    noProblem();
    syncPassages();
    told();
    return announce(`${byId("evidence").querySelector(".tally").textContent}.`);
  } catch {
    return problem("Not attached: no connection. Press again when it is back.");
  }
};
// Passages found for other words, or more of those found; the first that is new is gone to.
const find = async (url, { first = 0, focus = false } = {}) => {
  const shown = turn;
  byId("candidates").setAttribute("aria-busy", "true");
  try {
    const answer = await ask(url, { target: "candidates" });
    if (!answer.ok) return problem("The search could not be run. Try again in a moment.");
    const html = await answer.text();
    if (turn !== shown) return undefined;
    swap(html);
    goTo(passages()[first] ?? passages()[0] ?? null, { focus });
    return announce(`${passages().length} passages found.`);
  } catch {
    return problem("The search could not be run: no connection.");
  } finally {
    byId("candidates")?.removeAttribute("aria-busy");
  }
};

const search = (form) => find(`${form.action}?${new URLSearchParams(new FormData(form))}`);
const byMore = () => document.querySelector("#candidates [data-more]");
const more = () => {
  const link = byMore();
  if (byId("candidates")?.getAttribute("aria-busy")) return undefined; // on their way
  if (!link) return announce("There are no more passages.");
  return find(link.href, { first: passages().length, focus: true });
};

// A claim has come to the screen, by whatever way.
const settle = () => {
  if (!byId("verdict")) return;
  restoreTyped();
  told();
  grow();
  goTo(passages()[0] ?? null, { focus: false });
  setTimeout(fetchAhead, 300);
};

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (form.id === "verdict") event.preventDefault(), save(form, submitter);
  else if (form.id === "undo") event.preventDefault(), undo();
  else if (form.id === "skip") event.preventDefault(), skip();
  else if ("evidenceForm" in form.dataset) event.preventDefault(), bring(form, submitter);
  else if (form.matches("#sources .search")) event.preventDefault(), search(form);
});
document.addEventListener("click", (event) => {
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey);
  if (plain && event.target.closest("[data-more]")) event.preventDefault(), more();
});
document.addEventListener("input", (event) => {
  if (!event.target.closest("#verdict")) return;
  keepTyped();
  grow();
});
document.addEventListener("change", (event) => {
  if (event.target.name !== "label") return;
  keepTyped();
  told();
  noProblem();
});
document.addEventListener("focusin", (event) => {
  const passage = event.target.closest("#candidates .source");
  if (passage) goTo(passage, { focus: false });
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && byId("verdict")) {
    event.preventDefault();
    byId("verdict").requestSubmit();
  } else if (event.key === "Escape" && isTyping(event.target)) {
    event.target.blur();
  }
});
onKeys({
  t: () => choose("true"),
  f: () => choose("false"),
  d: () => choose("disputed"),
  u: () => choose("unproven"),
  1: () => stance("supports"),
  2: () => stance("refutes"),
  3: () => stance("context"),
  x: refuse,
  m: more,
  j: () => step(1),
  k: () => step(-1),
  r: () => byId("id_rationale")?.focus(),
  "/": () => document.querySelector("#sources .search input")?.focus(),
  l: () => byId("add-link")?.click(),
  s: () => { if (byId("skip")) skip(); },
  z: undo,
  "?": () => byId("keys").showModal(),
  Enter: () => byId("verdict")?.requestSubmit(byId("verdict").querySelector("[data-action=save]")),
});
window.addEventListener("popstate", () => location.reload());
setInterval(() => { if (byId("verdict") && document.visibilityState === "visible") hold(); }, RENEW);

settle();
if (byId("verdict")) holdAtFirst();
