// The words of the interface. Each language is one module of texts; only the chosen one is loaded.

/** The languages there are, each by its own name. */
export const languages = { en: 'English', 'pt-BR': 'Português' };

const key = 'guiche.language';
let texts = {};
let plurals = new Intl.PluralRules('en');
/** The language in use: a key of `languages`. */
export let language = 'en';

/** The language last chosen here, else the browser's, else the business's. */
export function preferredLanguage() {
  const saved = localStorage.getItem(key);
  if (saved in languages) return saved;
  for (const tag of navigator.languages ?? []) {
    if (/^pt\b/i.test(tag)) return 'pt-BR';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return document.documentElement.dataset.locale in languages ? document.documentElement.dataset.locale : 'en';
}

/** Loads a language and makes it the page's. */
export async function useLanguage(code, { remember = false } = {}) {
  texts = (await import(`./i18n/${code}.js`)).default;
  language = code;
  plurals = new Intl.PluralRules(code);
  document.documentElement.lang = code;
  if (remember) localStorage.setItem(key, code);
}

/** Adds the words of a part of the pages that no other part needs, such as `settings`. */
export async function useWords(part) {
  Object.assign(texts, (await import(`./i18n/${language}/${part}.js`)).default);
}

/**
 * The text of a key, `{name}` replaced by the value of that name. With a `count`, the text of `key.one` or `key.other`.
 * A key without a text is shown itself, so that nothing is silent.
 */
export function t(name, values = {}) {
  const counted = 'count' in values ? texts[`${name}.${plurals.select(values.count)}`] ?? texts[`${name}.other`] : undefined;
  const text = counted ?? texts[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, part) => (part in values ? String(values[part]) : whole));
}

/** The values of a closed list with their texts, in the order of the texts: `[value, text]`. */
export function labels(list) {
  return Object.entries(texts).filter(([name]) => name.startsWith(`${list}.`)).map(([name, text]) => [name.slice(list.length + 1), text])
    .sort(([, one], [, other]) => one.localeCompare(other, language));
}

/** The text of a value out of a closed list, such as a status, or what `other` calls it; a value no one named is shown itself. */
export function label(list, value, other = list) {
  return texts[`${list}.${value}`] ?? texts[`${other}.${value}`] ?? String(value ?? '');
}
