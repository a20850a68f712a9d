// How far a job of the worker is.

import { get } from '../api.js';
import { fill, h } from '../dom.js';
import { t } from '../i18n.js';

const pauseMilliseconds = 700;
const over = new Set(['done', 'failed', 'cancelled']);

/** A bar; `follow(id)` keeps it up to date until the job is over, and gives the job. */
export function jobProgress() {
  const bar = h('progress', { class: 'job-bar', 'aria-label': t('job.progress') });
  const words = h('p', { role: 'status' });
  const element = h('div', { class: 'job' }, bar, words);
  let isStopped = false;

  async function follow(id) {
    for (;;) {
      if (isStopped) return null;
      const { job } = await get(`/jobs/${encodeURIComponent(id)}`);
      const { done, total } = job.progress;
      if (total) {
        bar.max = total;
        bar.value = done;
      }
      fill(words, t(`job.${over.has(job.state) ? 'over' : 'running'}`, { done, total }), job.error ? h('span', { class: 'fault' }, ' ', job.error) : null);
      if (over.has(job.state)) return job;
      await new Promise((resolve) => { setTimeout(resolve, pauseMilliseconds); });
    }
  }
  return { element, follow, stop: () => { isStopped = true; } };
}
