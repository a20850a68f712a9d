// Charts by Chart.js, which is fetched when the first one is drawn. Each has its figures as a table beside it: a canvas says nothing to
// a screen reader.

import { ApiError, described } from '../api.js';
import { h } from '../dom.js';
import { language, t } from '../i18n.js';

const library = new URL('../../../lib/chart.min.js', import.meta.url).href;
let loaded;

function load() {
  loaded ??= new Promise((resolve, reject) => {
    const script = h('script', { src: library, on: { load: () => resolve(window.Chart), error: () => reject(new ApiError({ status: 0, code: 'UNREACHABLE', message: t('chart.unavailable') })) } });
    document.head.append(script);
  });
  return loaded;
}

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/**
 * A chart with a heading. Sets: `{label, values, color}`, `color` the name of a CSS variable.
 * @param {{title: string, kind: 'bar'|'line', labels: string[], sets: object[], format?: Function}} options
 */
export function chart({ title, kind, labels, sets, format = String }) {
  const canvas = h('canvas', { role: 'img', 'aria-label': title });
  const figures = h('details', { class: 'figures' },
    h('summary', {}, t('chart.figures')),
    h('table', { class: 'table' },
      h('caption', { class: 'visually-hidden' }, title),
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t('chart.what')), sets.map((set) => h('th', { scope: 'col', class: 'number' }, set.label)))),
      h('tbody', {}, labels.map((text, index) => h('tr', {}, h('th', { scope: 'row' }, text),
        sets.map((set) => h('td', { class: 'number' }, format(set.values[index]))))))));
  const box = h('div', { class: 'chart-box' }, canvas);
  const element = h('figure', { class: 'card chart' }, h('figcaption', {}, h('h2', {}, title)), box, figures);
  let drawn = null;

  async function draw() {
    try {
      const Chart = await load();
      if (!element.isConnected) return;
      drawn?.destroy();
      Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
      drawn = new Chart(canvas, configuration());
    } catch (error) {
      figures.open = true;
      box.replaceChildren(h('p', {}, described(error).message));
    }
  }

  function configuration() {
    const text = color('--text-muted');
    const grid = color('--border');
    return {
      type: kind,
      data: {
        labels,
        datasets: sets.map((set) => ({
          label: set.label, data: set.values, backgroundColor: color(set.color), borderColor: color(set.color),
          borderWidth: kind === 'line' ? 2 : 0, tension: 0.25, pointRadius: labels.length > 45 ? 0 : 2,
        })),
      },
      options: {
        locale: language,
        responsive: true,
        maintainAspectRatio: false,
        animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? false : { duration: 300 },
        plugins: { legend: { display: sets.length > 1, position: 'bottom', labels: { color: text, boxWidth: 12 } } },
        scales: {
          x: { ticks: { color: text, maxRotation: 0, autoSkip: true, precision: 0 }, grid: { color: 'transparent' }, beginAtZero: true },
          y: { ticks: { color: text, precision: 0 }, grid: { color: grid }, beginAtZero: true },
        },
      },
    };
  }

  const redraw = () => { if (element.isConnected) draw(); else document.removeEventListener('themechange', redraw); };
  document.addEventListener('themechange', redraw);
  // Drawn when it comes near: a chart can only be measured in the page, and below the fold it can wait.
  const watch = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    draw();
  }, { rootMargin: '1200px' });
  watch.observe(box);
  return element;
}
