// Instants, days, numbers and money as people of the business write them.

import { language, t } from './i18n.js';

/** The business's time zone, which the server writes into the page. */
export const timeZone = zone(document.documentElement.dataset.timeZone);

function zone(name) {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return 'America/Sao_Paulo';
  }
}

const made = new Map();
function formatter(kind, options) {
  const key = `${language} ${kind} ${JSON.stringify(options)}`;
  if (!made.has(key)) made.set(key, new Intl[kind](language, options));
  return made.get(key);
}

const nothing = '–';

/** An instant with its day and time, in the business's time zone. */
export function dateTime(instant) {
  if (!instant) return nothing;
  return formatter('DateTimeFormat', { dateStyle: 'short', timeStyle: 'short', timeZone }).format(new Date(instant));
}

/** The day of an instant, in the business's time zone. */
export function date(instant) {
  if (!instant) return nothing;
  return formatter('DateTimeFormat', { dateStyle: 'short', timeZone }).format(new Date(instant));
}

/** The time of day of an instant, in the business's time zone. */
export const timeOfDay = (instant) => formatter('DateTimeFormat', { timeStyle: 'short', timeZone }).format(new Date(instant));

/** The day of an instant as people name it: today, yesterday, the day of the week, the date. */
export function dayName(instant) {
  const civil = (text) => Date.parse(`${text}T00:00:00Z`);
  const days = Math.round((civil(today()) - civil(wallField(instant).slice(0, 10))) / 86_400_000);
  const year = today().slice(0, 4) === wallField(instant).slice(0, 4) ? {} : { year: 'numeric' };
  const text = days === 0 || days === 1
    ? formatter('RelativeTimeFormat', { numeric: 'auto' }).format(-days, 'day')
    : formatter('DateTimeFormat', { weekday: 'long', ...(days > 6 || days < 0 ? { day: 'numeric', month: 'long', ...year } : {}), timeZone }).format(new Date(instant));
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}

/** How long ago an instant was, in words: hours up to two days, then days. */
export function since(instant) {
  const hours = Math.floor((Date.now() - new Date(instant)) / 3_600_000);
  return hours < 48 ? formatter('RelativeTimeFormat', {}).format(-hours, 'hour') : formatter('RelativeTimeFormat', {}).format(-Math.floor(hours / 24), 'day');
}

/** How long ago an instant was, in as few signs as say it: minutes, hours, the day of the week, the day of the year. */
export function ago(instant) {
  if (!instant) return nothing;
  const moment = new Date(instant);
  const minutes = Math.floor((Date.now() - moment) / 60_000);
  if (minutes < 0) return date(instant);
  if (minutes < 1) return t('ago.now');
  if (minutes < 60) return t('ago.minutes', { number: minutes });
  if (minutes < 24 * 60) return t('ago.hours', { number: Math.floor(minutes / 60) });
  if (minutes < 6 * 24 * 60) return formatter('DateTimeFormat', { weekday: 'short', timeZone }).format(moment);
  const thisYear = today().slice(0, 4) === wallField(instant).slice(0, 4);
  return formatter('DateTimeFormat', { day: 'numeric', month: 'short', ...(thisYear ? {} : { year: 'numeric' }), timeZone }).format(moment);
}

/** A civil day (`2026-11-20`), which has no time zone. */
export function day(text) {
  if (!text) return nothing;
  return formatter('DateTimeFormat', { day: '2-digit', month: 'short', timeZone: 'UTC' }).format(new Date(`${text}T00:00:00Z`));
}

/** A civil day with its weekday and year. */
export function longDay(text) {
  return formatter('DateTimeFormat', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${text}T00:00:00Z`));
}

/** The month of a civil day, with its year. */
export function monthName(text) {
  return formatter('DateTimeFormat', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${text}T00:00:00Z`));
}

/** A civil day with its year in figures, as people of the language type it (`20/11/2026`). */
export function dayField(text) {
  if (!text) return '';
  return formatter('DateTimeFormat', { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${text}T00:00:00Z`));
}

const dayOrder = () => formatter('DateTimeFormat', { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' }).formatToParts(0)
  .map(({ type }) => type).filter((type) => ['day', 'month', 'year'].includes(type));

/** How a day is typed in the language: `dd/mm/aaaa`. */
export const dayPattern = () => dayOrder().map((type) => t(`pattern.${type}`)).join('/');

/** The civil day of what was typed in such a field; nothing for what is no day. The year may have two figures or be left out, and the API's form is understood, too. */
export function dayFrom(typed) {
  const parts = typed.trim().split(/[^0-9]+/).filter(Boolean);
  const order = parts[0]?.length === 4 ? ['year', 'month', 'day'] : dayOrder();
  const named = Object.fromEntries(order.filter((type) => type !== 'year' || parts.length === 3).map((type, index) => [type, Number(parts[index])]));
  if (parts.length < 2 || parts.length > 3) return null;
  const year = named.year === undefined ? Number(today().slice(0, 4)) : named.year < 100 ? 2000 + named.year : named.year;
  const text = `${String(year).padStart(4, '0')}-${String(named.month).padStart(2, '0')}-${String(named.day).padStart(2, '0')}`;
  const moment = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(Number(moment)) && moment.toISOString().startsWith(text) ? text : null;
}

/** A civil day some days later or earlier. */
export const dayAfter = (text, days) => new Date(Date.parse(`${text}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** How many days there are from one civil day to another, both included. */
export const daysBetween = (from, to) => Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000) + 1;

/** A wall-clock time (`2026-11-20T10:00:00`), shown as it is. */
export function wallTime(text) {
  if (!text) return nothing;
  return formatter('DateTimeFormat', { dateStyle: 'short', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(`${text.slice(0, 19)}Z`));
}

/** An instant as a field for a wall-clock time of the business takes it (`2026-11-20T10:00`). */
export function wallField(instant) {
  if (!instant) return '';
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(new Date(instant)).replace(' ', 'T');
}

/** The instant of what such a field holds; a time that a change of the clock skips is moved by that change. */
export function instantOf(wall) {
  const shown = Date.parse(`${wall}Z`);
  const offset = (moment) => Date.parse(`${wallField(moment)}Z`) - moment;
  return new Date(shown - offset(shown - offset(shown))).toISOString();
}

/** Today as a civil day of the business, some days earlier or later. */
export function today(offset = 0) {
  const moment = new Date(Date.now() + offset * 86_400_000);
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(moment);
}

export function number(value) {
  return value === null || value === undefined ? nothing : formatter('NumberFormat', {}).format(value);
}

/** A fraction as a percentage. */
export function percent(fraction) {
  return formatter('NumberFormat', { style: 'percent', maximumFractionDigits: 1 }).format(fraction ?? 0);
}

/** Money as the API writes it (`"199.90"`); the text is formatted, no binary fraction comes in between. */
export function money(text) {
  if (text === null || text === undefined) return nothing;
  return formatter('NumberFormat', { style: 'currency', currency: document.documentElement.dataset.currency }).format(text);
}

/**
 * Money as people type it (`1.234,56`, `1,234.56`, `R$ 10`) in the API's form, or the text itself when it is none: the server says what is
 * wrong with it. Of the separators the last counts as the decimal one when one or two digits follow it.
 */
export function moneyFrom(typed) {
  const text = typed.replace(/R?\p{Sc}|\s/gu, '');
  const parts = /^(-?[\d.,]*?)(?:[.,](\d{1,2}))?$/.exec(text);
  if (!parts || !/\d/.test(text)) return typed.trim();
  return `${parts[1].replace(/[.,]/g, '') || '0'}${parts[2] === undefined ? '' : `.${parts[2]}`}`;
}

/** Money of the API as it is in a field that is to be typed in. */
export function moneyField(text) {
  const separator = formatter('NumberFormat', {}).formatToParts(0.5).find((part) => part.type === 'decimal').value;
  return (text ?? '').replace('.', separator);
}

/** A number of seconds in the largest unit that suits. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return nothing;
  const [unit, size] = [['day', 86_400], ['hour', 3600], ['minute', 60], ['second', 1]].find(([, each]) => seconds >= each) ?? ['second', 1];
  return formatter('NumberFormat', { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 }).format(seconds / size);
}

/** Minutes of working time, in hours at most: how long a working day is differs. */
export function workingTime(minutes) {
  if (minutes === null || minutes === undefined) return nothing;
  const [unit, size] = minutes >= 60 ? ['hour', 60] : ['minute', 1];
  return formatter('NumberFormat', { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 }).format(minutes / size);
}

/** A CPF or CNPJ as it is written: `529.982.247-25`, `11.222.333/0001-81`. */
export function taxDocument(text) {
  if (!text) return nothing;
  return text.replace(/^(\w{3})(\w{3})(\w{3})(\w{2})$/, '$1.$2.$3-$4').replace(/^(\w{2})(\w{3})(\w{3})(\w{4})(\w{2})$/, '$1.$2.$3/$4-$5');
}

/** A telephone number as it is read aloud: those of Brazil in their groups, others as they are. */
export function phoneNumber(text) {
  return (text ?? '').replace(/^\+55(\d\d)(\d{4,5})(\d{4})$/, '+55 $1 $2-$3');
}

/** A size in the largest unit that suits. */
export function fileSize(bytes) {
  const [unit, size] = bytes >= 1_048_576 ? ['megabyte', 1_048_576] : bytes >= 1024 ? ['kilobyte', 1024] : ['byte', 1];
  // The short name of a byte has no plural.
  return formatter('NumberFormat', { style: 'unit', unit, unitDisplay: unit === 'byte' ? 'long' : 'short', maximumFractionDigits: 1 }).format(bytes / size);
}

/** The names in an order people expect. */
export function byName(one, other) {
  return one.localeCompare(other, language);
}

export function yesNo(value) {
  return value ? t('yes') : t('no');
}
