// The focus stays where a person works: when the control that has it is drawn again, goes away, or is hidden, this finds the one that takes its
// place. Without it the keyboard would begin at the top of the page again.

const reachable = 'a[href], button, input, select, textarea, summary, iframe, [tabindex]';
// What shows that the rest is still on its way.
const busy = '[aria-busy=true], .state-loading';

/** Whether a control can have the focus now. */
const isAble = (element) => element.isConnected && !element.disabled && element.checkVisibility({ visibilityProperty: true });
const able = (element) => (element.matches(reachable) && element.tabIndex >= 0 && isAble(element) ? element
  : [...element.querySelectorAll(reachable)].find((each) => each.tabIndex >= 0 && isAble(each)));

// What a control is called however often it is drawn; an id that is counted up is no name.
const nameOf = (element) => element.dataset.focus || element.getAttribute('name') || element.id;

/** Where an element is: itself, its name, and the elements that it is in, from the innermost, each with the place of the branch. */
export function placeOf(element) {
  if (!element || element === document.body || !element.dataset) return null;
  const path = [];
  for (let child = element; child.parentElement && child !== document.body && !child.matches('main, dialog'); child = child.parentElement) {
    path.push({ parent: child.parentElement, index: [...child.parentElement.children].indexOf(child) });
  }
  return { element, name: nameOf(element), path };
}

/** Moves the focus to a place: to its element, else to the one of the same name, else to what is nearest. Gives whether there is one. */
export function focusAt(place) {
  const target = place && (isAble(place.element) ? place.element : namesake(place) ?? nearest(place));
  const found = target ?? document.querySelector('main h1');
  found?.focus({ preventScroll: isInView(found) });
  return Boolean(found);
}

function namesake({ name, path }) {
  if (!name) return null;
  for (const { parent } of path) {
    const found = parent.isConnected && [...parent.querySelectorAll(reachable)].find((each) => nameOf(each) === name && isAble(each));
    if (found) return found;
  }
  return null;
}

// What is now in the same place of the innermost element that is left, else the first control after it there, else the one before.
function nearest({ path }) {
  for (const [depth, { parent, index }] of path.entries()) {
    if (!parent.isConnected || parent.matches('main, body')) continue;
    const children = [...parent.children];
    let same = children[index];
    for (let each = depth - 1; each >= 0 && same?.children[path[each].index]; each -= 1) same = same.children[path[each].index];
    for (; same && same !== parent; same = same.parentElement) if (able(same)) return able(same);
    const found = [...children.slice(index), ...children.slice(0, index).reverse()].map(able).find(Boolean);
    if (found) return found;
  }
  return null;
}

function isInView(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

let last = null; // the place of what had the focus last

function check({ isThorough = false } = {}) {
  const present = document.activeElement;
  if (!last || (present && present !== document.body && (!isThorough || isAble(present)))) return;
  const { element, path } = last;
  // Between two controls none has it for a moment.
  if (!isThorough && isAble(element)) return;
  // What is disabled while it works gets the focus back.
  if (element.isConnected && element.disabled) return;
  const dialog = [...document.querySelectorAll('dialog[open]')].at(-1);
  if (dialog && !dialog.contains(path.find(({ parent }) => parent.isConnected)?.parent ?? null)) return;
  const left = path.find(({ parent }) => parent.isConnected)?.parent;
  if (!isAble(element) && !namesake(last) && left && (left.closest(busy) || left.querySelector(busy))) return;
  focusAt(last);
}

/** From now on the focus is kept. */
export function keepFocus() {
  addEventListener('focusin', ({ target }) => { last = placeOf(target); });
  // Whoever clicks beside all controls wants none of them.
  addEventListener('focusout', ({ target, relatedTarget }) => {
    if (!relatedTarget) queueMicrotask(() => { if (last?.element === target && isAble(target) && document.activeElement !== target) last = null; });
  });
  // A frame that has the focus matches no selector for it.
  addEventListener('blur', () => { if (document.activeElement?.tagName === 'IFRAME') document.activeElement.classList.add('has-focus'); });
  addEventListener('focus', () => { for (const each of document.querySelectorAll('iframe.has-focus')) each.classList.remove('has-focus'); });
  let frame = null;
  new MutationObserver(() => {
    check();
    // What was hidden or disabled loses the focus with the next frame.
    frame ??= requestAnimationFrame(() => { frame = null; check({ isThorough: true }); });
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled', 'hidden', 'class', 'open', 'aria-busy'] });
}
