// Cards that are dragged from column to column: by a mouse at once, by a finger that has rested on one for a moment.

const restMilliseconds = 300;
const slackPixels = 6;
const edgePixels = 48;
const edgeStep = 14;

/** A card that is held: once it is lifted, its ghost follows the pointer, and the columns show which of them would have it. */
class HeldCard {
  constructor(board, { card, lead, event }) {
    this.board = board;
    this.card = card;
    this.lead = lead;
    this.pointer = event.pointerId;
    this.isTouch = event.pointerType !== 'mouse';
    this.x = event.clientX;
    this.y = event.clientY;
    this.timer = null; // of a finger that rests on it
    this.ghost = null; // while it is lifted
    this.over = null; // the column below it that would have it
  }

  get columns() {
    return this.board.querySelectorAll('.board-column');
  }

  lift(takes) {
    const box = this.card.getBoundingClientRect();
    this.ghost = this.card.cloneNode(true);
    this.ghost.removeAttribute('id');
    this.ghost.setAttribute('aria-hidden', 'true');
    this.ghost.inert = true;
    this.ghost.classList.add('board-ghost');
    this.width = box.width;
    this.left = box.left - this.x;
    this.top = box.top - this.y;
    document.body.append(this.ghost);
    this.card.classList.add('dragged');
    this.board.classList.add('is-dragging');
    for (const column of this.columns) column.classList.toggle('takes', takes(this.lead, column));
    if (this.isTouch) navigator.vibrate?.(10);
    this.follow();
    this.frame = requestAnimationFrame(() => this.roll());
  }

  isFar({ clientX, clientY }) {
    return Math.hypot(clientX - this.x, clientY - this.y) > slackPixels;
  }

  moveTo({ clientX, clientY }) {
    this.x = clientX;
    this.y = clientY;
    this.follow();
  }

  follow() {
    this.placed?.cancel();
    this.placed = this.ghost.animate({ width: `${this.width}px`, translate: `${this.x + this.left}px ${this.y + this.top}px` }, { fill: 'forwards' });
    const column = document.elementFromPoint(this.x, this.y)?.closest('.board-column');
    this.over = column?.classList.contains('takes') ? column : null;
    for (const each of this.columns) each.classList.toggle('over', each === this.over);
  }

  // At an edge of the board its next column comes in.
  roll() {
    const { left, right } = this.board.getBoundingClientRect();
    const step = this.x > Math.min(right, innerWidth) - edgePixels ? edgeStep : this.x < Math.max(left, 0) + edgePixels ? -edgeStep : 0;
    if (step) {
      this.board.scrollLeft += step;
      this.follow();
    }
    this.frame = requestAnimationFrame(() => this.roll());
  }

  letGo() {
    clearTimeout(this.timer);
    cancelAnimationFrame(this.frame);
    this.ghost?.remove();
    this.card.classList.remove('dragged');
    this.board.classList.remove('is-dragging');
    for (const each of this.columns) each.classList.remove('takes', 'over');
  }
}

/**
 * Makes the cards of a board movable. `leadOf(card)` gives the lead of a card that may move (else nothing), `takes(lead, column)` whether a column
 * would have it, `drop(lead, column)` is called when it is let go there. Gives `isOn()`, whether a card is on its way, and `stop()`.
 */
export function dragging(board, { leadOf, takes, drop }) {
  let held = null;

  function press(event) {
    const card = event.target.closest('.board-card');
    const lead = card && leadOf(card);
    if (held || !lead || event.button !== 0 || event.target.closest('button')) return;
    held = new HeldCard(board, { card, lead, event });
    if (held.isTouch) held.timer = setTimeout(() => held.lift(takes), restMilliseconds);
  }

  function move(event) {
    if (event.pointerId !== held?.pointer || (!held.ghost && !held.isFar(event))) return;
    // A finger that moves before it has rested scrolls.
    if (!held.ghost && held.isTouch) { end(); return; }
    if (!held.ghost) held.lift(takes);
    held.moveTo(event);
  }

  function release(event) {
    if (event.pointerId !== held?.pointer) return;
    const { lead, over, ghost } = held;
    end();
    if (!ghost) return;
    swallowClick();
    if (over) drop(lead, over);
  }

  function end() {
    held.letGo();
    held = null;
  }
  const cancel = (event) => { if (held && (!event.pointerId || event.pointerId === held.pointer)) end(); };
  const escape = (event) => {
    if (event.key !== 'Escape' || !held?.ghost) return;
    event.preventDefault();
    end();
  };
  // While a card is on its way nothing scrolls and no menu of the browser comes.
  const hold = (event) => { if (held?.ghost) event.preventDefault(); };
  const keepMenu = (event) => { if (held?.isTouch) event.preventDefault(); };
  const keepLink = (event) => event.preventDefault();

  const bound = [
    [board, 'pointerdown', press], [board, 'touchmove', hold, { passive: false }], [board, 'contextmenu', keepMenu], [board, 'dragstart', keepLink],
    [document, 'pointermove', move], [document, 'pointerup', release], [document, 'pointercancel', cancel], [document, 'keydown', escape],
  ];
  for (const [target, type, listener, options] of bound) target.addEventListener(type, listener, options);
  return {
    isOn: () => Boolean(held?.ghost),
    stop: () => {
      if (held) end();
      for (const [target, type, listener, options] of bound) target.removeEventListener(type, listener, options);
    },
  };
}

// The click that follows a drop is none on the card's link.
function swallowClick() {
  const swallow = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener('click', swallow, { capture: true }));
}
