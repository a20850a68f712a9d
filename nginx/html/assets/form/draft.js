// What this tab remembers across a reload; never the file. A browser may refuse: then it remembers nothing.
const prefix = "guiche.";

export function recall(name) {
  try {
    return JSON.parse(sessionStorage.getItem(prefix + name));
  } catch {
    return null;
  }
}

export function remember(name, value) {
  try {
    sessionStorage.setItem(prefix + name, JSON.stringify(value));
  } catch {
    // Nothing is kept, and nothing else changes.
  }
}

export function forget(...names) {
  try {
    for (const name of names) sessionStorage.removeItem(prefix + name);
  } catch {
    // As above.
  }
}
