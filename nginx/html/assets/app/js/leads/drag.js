// Cards that are dragged from column to column: by a mouse at once, by a finger that has rested on one for a moment.

const restMilliseconds = 300;
const slackPixels = 6;
const edgePixels = 48;
const edgeStep = 14;

/**
 * Makes the cards of a board movable. `leadOf(card)` gives the lead of a card that may move (else nothing), `takes(lead, column)` whether a column
 * would have it, `drop(lead, column)` is called when it is let go there. Gives `isOn()`, whether a card is on its way, and `stop()`.
 */
export function dragging(board, { leadOf, takes, drop }) {
  let held = null; // {card, lead, pointer, x, y, timer, isTouch, and once it is lifted ghost, over}
  let frame = null;

  function press(event) {
    const card = event.target.closest('.board-card');
    const lead = card && leadOf(card);
    if (held || !lead || event.button !== 0 || event.target.closest('button')) return;
    const isTouch = event.pointerType !== 'mouse';
    held = { card, lead, pointer: event.pointerId, x: event.clientX, y: event.clientY, isTouch };
    if (isTouch) held.timer = setTimeout(lift, restMilliseconds);
  }

  function lift() {
    const { card, x, y } = held;
    const box = card.getBoundingClientRect();
    const ghost = card.cloneNode(true);
    ghost.removeAttribute('id');
    ghost.setAttribute('aria-hidden', 'true');
    ghost.inert = true;
    ghost.classList.add('board-ghost');
    Object.assign(held, { ghost, width: box.width, left: box.left - x, top: box.top - y });
    document.body.append(ghost);
    card.classList.add('dragged');
    board.classList.add('is-dragging');
    for (const column of columns()) column.classList.toggle('takes', takes(held.lead, column));
    if (held.isTouch) navigator.vibrate?.(10);
    follow();
    frame = requestAnimationFrame(roll);
  }

  const columns = () => board.querySelectorAll('.board-column');

  function follow() {
    const { ghost, width, left, top, x, y } = held;
    held.placed?.cancel();
    held.placed = ghost.animate({ width: `${width}px`, translate: `${x + left}px ${y + top}px` }, { fill: 'forwards' });
    const column = document.elementFromPoint(x, y)?.closest('.board-column');
    held.over = column?.classList.contains('takes') ? column : null;
    for (const each of columns()) each.classList.toggle('over', each === held.over);
  }

  // At an edge of the board its next column comes in.
  function roll() {
    const { left, right } = board.getBoundingClientRect();
    const step = held.x > Math.min(right, innerWidth) - edgePixels ? edgeStep : held.x < Math.max(left, 0) + edgePixels ? -edgeStep : 0;
    if (step) {
      board.scrollLeft += step;
      follow();
    }
    frame = requestAnimationFrame(roll);
  }

  function move(event) {
    if (event.pointerId !== held?.pointer) return;
    const isFar = Math.hypot(event.clientX - held.x, event.clientY - held.y) > slackPixels;
    if (!held.ghost && !isFar) return;
    // A finger that moves before it has rested scrolls.
    if (!held.ghost && held.isTouch) { end(); return; }
    if (!held.ghost) lift();
    held.x = event.clientX;
    held.y = event.clientY;
    follow();
  }

  function release(event) {
    if (event.pointerId !== held?.pointer) return;
    const { lead, over, ghost } = held;
    end();
    if (!ghost) return;
    // The click that follows is none on the card's link.
    addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener('click', swallow, { capture: true }));
    if (over) drop(lead, over);
  }
  function swallow(event) {
    event.preventDefault();
    event.stopPropagation();
  }

  function end() {
    clearTimeout(held.timer);
    cancelAnimationFrame(frame);
    held.ghost?.remove();
    held.card.classList.remove('dragged');
    board.classList.remove('is-dragging');
    for (const each of columns()) each.classList.remove('takes', 'over');
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
