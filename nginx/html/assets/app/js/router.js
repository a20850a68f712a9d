// Addresses after the `#`: `#/leads?status=PENDING`. What a page shows is in its address, so it can be kept, sent and gone back to.

/** The place the browser is at: `{path, query}`. */
export function place() {
  const [path, query = ''] = location.hash.replace(/^#/, '').split('?');
  return { path: path || '/', query: new URLSearchParams(query) };
}

/** The address of a place, for links. */
export function address(path, query) {
  const pairs = new URLSearchParams();
  const entries = query instanceof URLSearchParams ? query.entries() : Object.entries(query ?? {});
  for (const [name, value] of entries) {
    for (const each of [value].flat()) if (each !== null && each !== undefined && each !== '') pairs.append(name, each);
  }
  const text = pairs.toString();
  return `#${path}${text ? `?${text}` : ''}`;
}

/** Goes to a place; `replace` leaves no step to go back to. */
export function go(path, query, { replace = false } = {}) {
  const target = address(path, query);
  if (target === location.hash) {
    window.dispatchEvent(new HashChangeEvent('hashchange'));
  } else if (replace) {
    history.replaceState(history.state, '', target);
    window.dispatchEvent(new HashChangeEvent('hashchange'));
  } else {
    location.hash = target;
  }
}

/** The first route of a table whose pattern (`/leads/:id`) a path fits, with the values of its names. */
export function match(routes, path) {
  const parts = split(path);
  for (const route of routes) {
    const pattern = split(route.path);
    if (pattern.length !== parts.length) continue;
    const parameters = {};
    const fits = pattern.every((part, index) => {
      if (!part.startsWith(':')) return part === parts[index];
      parameters[part.slice(1)] = parts[index];
      return true;
    });
    if (fits) return { route, parameters };
  }
  return null;
}

function split(path) {
  return path.split('/').filter(Boolean).map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
}
