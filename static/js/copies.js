// Whether two articles are the same story, by keyboard: S same, X different, N next, Z takes it back.

import { onKeys } from "./keys.js";

const press = (action) => () => document.querySelector(`[data-action="${action}"]`)?.click();

onKeys({ s: press("same"), x: press("different"), n: press("next"), z: press("undo") });
