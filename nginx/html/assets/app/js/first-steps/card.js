// What a new business has still to set up, for whoever may: each step with its one action, done by itself when the business is in that state.

import { get, part } from '../api.js';
import { fill, h } from '../dom.js';
import { t } from '../i18n.js';
import { number } from '../format.js';
import { people } from '../people.js';
import { publicConfig } from '../public-config.js';
import { address } from '../router.js';
import * as session from '../session.js';
import { icon } from '../components/icon.js';
import { complain } from '../components/toast.js';

// What is no state of the business is this person's, on this device.
const key = () => `guiche.first-steps.${session.profile().id}`;
const kept = () => { try { return JSON.parse(localStorage.getItem(key())) ?? {}; } catch { return {}; } };
const keep = (values) => localStorage.setItem(key(), JSON.stringify({ ...kept(), ...values }));

/** The card; null for who may not set anything up, when all is done, and after it was dismissed. */
export async function firstSteps() {
  if (!session.can('core.view_config') || kept().isDismissed) return null;
  const [config, users, leads] = await Promise.all([publicConfig(), people(), get('/leads', { page_size: 1 }).catch(() => null)]);
  if (!config) return null;
  const steps = [
    { name: 'look', isDone: Boolean(config.display_name && config.primary_color), path: '/settings/appearance' },
    { name: 'mail', isDone: config.mail === true, path: '/settings/email' },
    { name: 'share', isDone: Boolean(leads?.total || kept().isShared), run: share },
    session.can('users.manage') ? { name: 'team', isDone: users.filter((each) => each.is_active).length > 1, path: '/users' } : null,
    { name: 'whatsapp', isDone: config.whatsapp === 'cloud', path: '/settings/whatsapp' },
  ].filter(Boolean);
  if (steps.every((step) => step.isDone)) return null;

  const element = h('section', { class: 'card', id: 'first-steps', 'aria-labelledby': 'first-steps-title' });
  async function share() {
    try {
      await (await part(() => import('./share.js'))).shareForm();
    } catch (error) {
      complain(error);
      return;
    }
    keep({ isShared: true });
    steps.find((step) => step.name === 'share').isDone = true;
    draw();
  }
  function draw() {
    const done = steps.filter((step) => step.isDone).length;
    fill(element,
      h('div', { class: 'card-head' },
        h('h2', { id: 'first-steps-title' }, t('first.title'), ' ', h('span', { class: 'page-count' }, t('first.count', { done: number(done), all: number(steps.length) }))),
        h('button', { type: 'button', class: 'btn btn-sm btn-outline-secondary', id: 'first-steps-dismiss', on: { click: () => { keep({ isDismissed: true }); element.remove(); } } }, t('first.dismiss'))),
      h('ol', { class: 'first-steps' }, steps.map(line)));
  }
  function line(step) {
    const action = step.run
      ? h('button', { type: 'button', class: 'btn btn-outline-secondary', id: `step-${step.name}`, on: { click: step.run } }, t(`first.do.${step.name}`))
      : h('a', { class: 'btn btn-outline-secondary', id: `step-${step.name}`, href: address(step.path) }, t(`first.do.${step.name}`));
    return h('li', { class: step.isDone ? 'first-step is-done' : 'first-step', dataset: { step: step.name } },
      h('span', { class: 'step-mark' }, step.isDone ? icon('check-lg') : null),
      h('div', { class: 'step-text' }, h('p', { class: 'step-name' }, t(`first.${step.name}`), step.isDone ? h('span', { class: 'visually-hidden' }, ` (${t('first.done')})`) : null),
        step.isDone ? null : h('p', { class: 'muted' }, t(`first.why.${step.name}`))),
      step.isDone ? null : action);
  }
  draw();
  return element;
}
