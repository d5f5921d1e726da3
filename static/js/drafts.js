// What was typed and not sent yet, kept in this browser, one draft a name.

const PREFIX = "factcheck:draft:";

export const keepDraft = (name, draft) => {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify({ ...draft, at: Date.now() }));
  } catch {
    // A full or forbidden store: the page still holds the text.
  }
};

export const readDraft = (name) => {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name));
  } catch {
    return null;
  }
};

export const dropDraft = (name) => {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // Nothing was kept there.
  }
};
