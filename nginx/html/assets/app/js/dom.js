// Builds elements. Data only ever becomes text or an attribute's value: there is no way in for markup.

const properties = new Set(['value', 'checked', 'disabled', 'hidden', 'selected', 'indeterminate', 'readOnly', 'required', 'open']);
const addresses = new Set(['href', 'src', 'action', 'formaction']);
const safeAddress = /^(?:#|\/(?!\/)|https?:|mailto:|tel:|blob:|data:image\/png;base64,)/i;

/**
 * An element with attributes, listeners (`on: {click: f}`) and children; a child that is null, undefined or false is left out.
 * @param {string} tag
 * @param {Object<string, any>} attributes
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  append(element, children);
  return element;
}

function set(element, name, value) {
  if (value === null || value === undefined) return;
  if (name === 'on') {
    for (const [type, listener] of Object.entries(value)) if (listener) element.addEventListener(type, listener);
  } else if (name === 'dataset') {
    for (const [key, text] of Object.entries(value)) element.dataset[key] = text;
  } else if (properties.has(name)) {
    element[name] = value;
  } else if (name.toLowerCase().startsWith('on') || name === 'style' || name === 'srcdoc') {
    throw new Error(`the attribute ${name} is not for the builder`);
  } else if (addresses.has(name) && !safeAddress.test(value)) {
    // An address from data that is no address: the element stays without one.
  } else if (value !== false) {
    element.setAttribute(name, value === true ? '' : String(value));
  }
}

function append(parent, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(parent, child);
    else if (child instanceof Node) parent.append(child);
    else if (child !== null && child !== undefined && child !== false) parent.append(document.createTextNode(String(child)));
  }
}

/** Puts children in the place of all that an element holds. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

let last = 0;
/** An id that no other element of the page has. */
export function uniqueID(prefix = 'e') {
  last += 1;
  return `${prefix}-${last}`;
}

/** Waits until no one called for some milliseconds, then calls once. */
export function debounced(milliseconds, action) {
  let timer;
  const call = (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), milliseconds);
  };
  call.cancel = () => clearTimeout(timer);
  return call;
}
