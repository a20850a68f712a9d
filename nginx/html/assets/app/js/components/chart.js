// Charts by Chart.js, which is fetched when the first one is drawn. Each has its figures as a table beside it: a canvas says nothing to
// a screen reader.

import { described } from '../api.js';
import { h } from '../dom.js';
import { language, t } from '../i18n.js';
import { library } from './library.js';

const endPixels = 12;
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/**
 * A chart of lines with a heading. Sets: `{label, values, color, isDotted?}`, `color` the name of a CSS variable; a value may be null. The label of a
 * line is at its end.
 * @param {{title: string, labels: string[], sets: object[], format?: Function, isFraction?: boolean}} options
 */
export function chart({ title, labels, sets, format = String, isFraction = false }) {
  const canvas = h('canvas', { role: 'img', 'aria-label': title });
  const figures = figureTable({ title, labels, sets, format });
  const box = h('div', { class: 'chart-box' }, canvas);
  const element = h('figure', { class: 'card chart' }, h('figcaption', {}, h('h2', {}, title)), box, figures);
  let drawn = null;

  async function draw() {
    try {
      const Chart = await library('chart.min.js', 'Chart', t('chart.unavailable'));
      if (!element.isConnected) return;
      drawn?.destroy();
      Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
      drawn = new Chart(canvas, configuration({ canvas, labels, sets, format, isFraction }));
    } catch (error) {
      figures.open = true;
      box.replaceChildren(h('p', {}, described(error).message));
    }
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

function figureTable({ title, labels, sets, format }) {
  return h('details', { class: 'figures' },
    h('summary', {}, t('chart.figures')),
    h('table', { class: 'table' },
      h('caption', { class: 'visually-hidden' }, title),
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t('chart.what')), sets.map((set) => h('th', { scope: 'col', class: 'number' }, set.label)))),
      h('tbody', {}, labels.map((text, index) => h('tr', {}, h('th', { scope: 'row' }, text),
        sets.map((set) => h('td', { class: 'number' }, format(set.values[index]))))))));
}

function configuration({ canvas, labels, sets, format, isFraction }) {
  const text = color('--text-muted');
  const grid = color('--border');
  return {
    type: 'line',
    data: {
      labels,
      datasets: sets.map((set) => ({
        label: set.label, data: set.values, backgroundColor: color(set.color), borderColor: color(set.color),
        borderWidth: 2, borderDash: set.isDotted ? [2, 4] : [], tension: 0, spanGaps: true, pointRadius: labels.length > 1 ? 0 : 2, pointHitRadius: 12,
      })),
    },
    options: {
      locale: language,
      responsive: true,
      maintainAspectRatio: false,
      animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? false : { duration: 300 },
      interaction: { mode: 'index', intersect: false },
      layout: { padding: { right: 8 + Math.max(...sets.map((set) => widthOf(canvas, set.label))) } },
      plugins: { legend: { display: false }, tooltip: { callbacks: { label: ({ dataset, raw }) => `${dataset.label}: ${format(raw)}` } } },
      scales: {
        x: { ticks: { color: text, maxRotation: 0, autoSkip: true, autoSkipPadding: 16 }, grid: { color: 'transparent' } },
        y: { ticks: { color: text, maxTicksLimit: 5, callback: (value) => (Number.isInteger(value) || isFraction ? format(value) : null) }, grid: { color: grid }, beginAtZero: true },
      },
    },
    plugins: [{ id: 'ends', afterDatasetsDraw: drawEnds }],
  };
}

const endFont = () => `${endPixels}px ${getComputedStyle(document.body).fontFamily}`;

function widthOf(canvas, text) {
  const context = canvas.getContext('2d');
  context.font = endFont();
  return context.measureText(text).width;
}

// Each label is where its line ends, or as near as the others let it.
function drawEnds(drawing) {
  const { ctx: context, chartArea: area, data: { datasets } } = drawing;
  const ends = datasets.map((set, index) => ({ set, point: drawing.getDatasetMeta(index).data.at(-1) })).filter(({ point }) => point)
    .map(({ set, point }) => ({ set, y: Number.isNaN(point.y) ? area.bottom : point.y })).sort((one, other) => one.y - other.y);
  context.save();
  context.font = endFont();
  context.textBaseline = 'middle';
  let least = area.top;
  for (const { set, y } of ends) {
    const at = Math.max(least, y);
    context.fillStyle = set.borderColor;
    context.fillText(set.label, area.right + 8, at);
    least = at + endPixels + 2;
  }
  context.restore();
}
