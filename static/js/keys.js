// Single keys that do something on a page; never while somebody types or holds Ctrl, Alt or Meta.

const TYPED_IN = 'input:not([type="radio"], [type="checkbox"], [type="submit"], [type="button"]), textarea, select, [contenteditable]';
const PRESSED_WITH_ENTER = "a, button, summary, [role=button]";

export const isTyping = (target) => Boolean(target.closest?.(TYPED_IN));

// Call actions[key](event) for keys as in KeyboardEvent.key, letters in lower case; "?" and "/" as they are.
// Enter stays with a focused link or button, and an open dialog keeps every key.
export const onKeys = (actions) => {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && event.target.closest?.(PRESSED_WITH_ENTER)) return;
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action || (event.repeat && !["j", "k"].includes(event.key))) return;
    event.preventDefault();
    action(event);
  });
};
