// How far a job of the worker is.

import { get } from '../api.js';
import { fill, h } from '../dom.js';
import { t } from '../i18n.js';

const pauseMilliseconds = 700;
const over = new Set(['done', 'failed', 'cancelled']);

/** A bar; `follow(id)` keeps it up to date until the job is over or another is followed. */
export function jobProgress() {
  const bar = h('progress', { class: 'job-bar', 'aria-label': t('job.progress') });
  const words = h('p', { role: 'status' });
  const element = h('div', { class: 'job' }, bar, words);
  let turn = 0;

  async function follow(id) {
    turn += 1;
    const mine = turn;
    for (;;) {
      const { job } = await get(`/jobs/${encodeURIComponent(id)}`);
      if (mine !== turn) return;
      const { done, total } = job.progress;
      const isOver = over.has(job.state);
      if (total || isOver) {
        bar.max = total || 1;
        bar.value = total ? done : 1;
      }
      fill(words, t(`job.${isOver ? 'over' : 'running'}`, { done, total }), job.error ? h('span', { class: 'fault' }, ' ', job.error) : null);
      if (isOver) return;
      await new Promise((resolve) => { setTimeout(resolve, pauseMilliseconds); });
    }
  }
  return { element, follow, stop: () => { turn += 1; } };
}
