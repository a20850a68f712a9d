// The controls of a public form. They change `form`, a copy of what the API gave, and call `changed` after each change.

import { fill, h, uniqueID } from '../dom.js';
import { label, languages, t } from '../i18n.js';
import { leadDetails } from '../leads/fields.js';
import { wording } from '../own-fields.js';
import { movableRows } from './rows.js';

/** What a form may ask for, besides own fields: the contact, and the details of a lead but where it came from. */
const contact = ['first_name', 'last_name', 'name', 'email', 'phone', 'scheduling_day'];
const builtIn = [...contact, ...leadDetails.filter(({ name }) => name !== 'business_tracking').map(({ name }) => name)];
const mostFields = 40;
const mostConsents = 10;

/** The editor; `own` are the active own fields of leads. `errors(details)` shows what the server found wrong. */
export function formEditor({ form, own, changed }) {
  const faults = new Map();
  const element = h('div', { class: 'form form-editor' });

  // --- Controls

  function labelled(name, text, make, help) {
    const id = uniqueID('form');
    const fault = h('p', { class: 'fault', id: `${id}-fault` });
    if (name) faults.set(name, fault);
    return h('div', { class: 'field' }, h('label', { class: 'form-label', for: id }, text), make({ id, 'aria-describedby': `${id}-fault` }), help ? h('p', { class: 'form-text' }, help) : null, fault);
  }

  const input = (value, set, more = {}) => (shared) => h(more.rows ? 'textarea' : 'input', {
    ...(more.rows ? {} : { type: 'text' }), class: 'form-control', autocomplete: 'off', ...more, ...shared, value: value ?? '',
    on: { input: (event) => { set(event.target.value); changed(); } },
  });

  // A text in each language; one that is empty in both is none.
  function texts(name, text, holder, key, more = {}) {
    const value = { ...(holder[key] ?? {}) };
    return h('div', { class: 'pair-of-texts' }, Object.entries(languages).map(([code, language]) => labelled(code === 'en' ? name : null, `${text} (${language})`, input(value[code], (typed) => {
      if (typed.trim()) value[code] = typed;
      else delete value[code];
      holder[key] = Object.keys(value).length ? { ...value } : null;
    }, more))));
  }

  function choice(name, text, value, options, set, help) {
    return labelled(name, text, (shared) => h('select', { class: 'form-select', ...shared, on: { change: (event) => { set(event.target.value); changed(); } } },
      options.map(([each, words]) => h('option', { value: each, selected: each === value }, words))), help);
  }

  function box(text, value, set, focus) {
    const id = uniqueID('form');
    return h('div', { class: 'form-check' }, h('input', { type: 'checkbox', class: 'form-check-input', id, checked: value, dataset: focus ? { focus } : {}, on: { change: (event) => { set(event.target.checked); changed(); } } }),
      h('label', { class: 'form-check-label', for: id }, text));
  }

  function lines(name, text, help) {
    return labelled(name, text, input(form[name].join('\n'), (typed) => { form[name] = typed.split('\n').map((line) => line.trim()).filter(Boolean); }, { rows: 3 }), help);
  }

  const part = (name, ...content) => h('section', {}, h('h3', {}, t(`forms.part.${name}`)), content);

  // --- Fields

  const ownField = (name) => own.find((each) => `custom.${each.key}` === name);
  const usualName = (name) => (ownField(name) ? wording(ownField(name).label) : label('formField', name, 'field'));
  const nameOf = (field) => wording(field.label) || usualName(field.field);

  // A default is typed as text; numbers, truths and several options become what the API takes.
  function presetOf(field, typed) {
    const kind = ownField(field.field)?.kind;
    const text = typed.trim();
    if (!text) return null;
    if (kind === 'integer' && /^-?\d+$/.test(text)) return Number(text);
    if (kind === 'boolean') return text === 'true';
    if (kind === 'choices') return text.split(',').map((each) => each.trim()).filter(Boolean);
    return text;
  }
  function preset(field) {
    const known = ownField(field.field);
    const set = (typed) => { field.default = presetOf(field, typed); };
    if (known?.kind === 'boolean') return choice(null, t('forms.default'), String(field.default ?? ''), [['', '–'], ['true', t('yes')], ['false', t('no')]], set);
    if (known?.kind === 'choice') return choice(null, t('forms.default'), field.default ?? '', [['', '–'], ...known.options.filter((each) => each.is_active).map((each) => [each.value, wording(each.label)])], set);
    return labelled(null, t('forms.default'), input([field.default ?? ''].flat().join(', '), set));
  }

  const opened = new WeakSet();
  const fieldRows = movableRows({
    id: 'form-field',
    all: () => form.fields,
    name: nameOf,
    changed: redraw,
    content: (field, index) => {
      const details = h('details', { open: opened.has(field), on: { toggle: () => (details.open ? opened.add(field) : opened.delete(field)) } },
        h('summary', { dataset: { focus: `form-field-${index}` } }, h('bdi', {}, nameOf(field)), field.required ? h('span', { class: 'muted' }, ` · ${t('forms.required')}`) : null, field.is_hidden ? h('span', { class: 'muted' }, ` · ${t('forms.hidden')}`) : null),
        texts(null, t('field.label'), field, 'label', { maxlength: 200, placeholder: usualName(field.field) }),
        texts(null, t('field.hint'), field, 'hint', { maxlength: 500 }),
        preset(field),
        box(t('forms.required'), field.required, (value) => { field.required = value; }),
        box(t('forms.isHidden'), field.is_hidden, (value) => { field.is_hidden = value; }));
      return details;
    },
  });

  function fieldAdder() {
    const used = new Set(form.fields.map((each) => each.field));
    const free = [...builtIn, ...own.map((each) => `custom.${each.key}`)].filter((name) => !used.has(name));
    const select = h('select', { class: 'form-select', id: 'new-form-field', 'aria-label': t('forms.addField'), disabled: !free.length || form.fields.length >= mostFields, on: {
      change: () => {
        form.fields.push({ field: select.value, required: false, label: null, hint: null, default: null, is_hidden: false });
        redraw(`form-field-${form.fields.length - 1}`);
      },
    } }, h('option', { value: '' }, `${t('forms.addField')}…`), free.map((name) => h('option', { value: name }, usualName(name))));
    return select;
  }

  // --- Consents

  const consentRows = movableRows({
    id: 'form-consent',
    all: () => form.consents,
    name: (consent) => consent.purpose,
    changed: redraw,
    content: (consent, index) => [
      labelled(null, t('forms.purpose'), (shared) => h('input', {
        type: 'text', class: 'form-control', maxlength: 40, autocomplete: 'off', spellcheck: 'false', ...shared, value: consent.purpose, dataset: { focus: `form-consent-${index}` },
        on: { input: (event) => { consent.purpose = event.target.value.trim(); changed(); } },
      }), t('forms.purposeHelp')),
      texts(null, t('forms.consentText'), consent, 'text', { rows: 2, maxlength: 2000 }),
      box(t('forms.required'), consent.required, (value) => { consent.required = value; }),
    ],
  });

  function consentAdder() {
    return h('button', {
      type: 'button', class: 'btn btn-sm btn-outline-secondary', id: 'new-form-consent', disabled: form.consents.length >= mostConsents,
      on: { click: () => { form.consents.push({ purpose: '', text: null, required: false }); redraw(`form-consent-${form.consents.length - 1}`); } },
    }, t('forms.addConsent'));
  }

  // --- All of it

  const lists = { fields: h('div', { class: 'mb-3' }), consents: h('div') };
  const listFault = (name) => { const fault = h('p', { class: 'fault' }); faults.set(name, fault); return fault; };

  function drawLists() {
    fill(lists.fields, fieldRows(), fieldAdder());
    fill(lists.consents, form.consents.length ? consentRows() : null, consentAdder());
  }

  function redraw(focus) {
    drawLists();
    changed();
    if (focus) (element.querySelector(`[data-focus="${focus}"]`) ?? element.querySelector('#new-form-field')).focus();
  }

  function draw() {
    faults.clear();
    drawLists();
    const isContact = form.slug === 'contact';
    fill(element,
      part('texts', texts('title', t('forms.title'), form, 'title', { maxlength: 200 }), texts('intro', t('forms.intro'), form, 'intro', { rows: 3, maxlength: 2000 }), texts('button', t('forms.button'), form, 'button', { maxlength: 60 })),
      part('fields', h('p', { class: 'form-text' }, t('forms.fieldsHelp')), lists.fields, listFault('fields'),
        choice('resume', t('forms.resume'), form.resume, ['required', 'optional', 'off'].map((each) => [each, label('formResume', each)]), (value) => { form.resume = value; })),
      part('consents', h('p', { class: 'form-text' }, t('forms.consentsHelp')), lists.consents, listFault('consents')),
      part('thanks', texts('thanks', t('forms.thanks'), form.thanks, 'text', { rows: 2, maxlength: 2000 }),
        labelled(null, t('forms.redirect'), input(form.thanks.redirect_url, (typed) => { form.thanks.redirect_url = typed.trim() || null; }, { inputmode: 'url', maxlength: 500 }), t('forms.redirectHelp'))),
      part('intake', lines('notify_emails', t('forms.notify'), t('forms.notifyHelp')),
        labelled('source', t('forms.source'), input(form.source, (typed) => { form.source = typed.trim() || null; }, { maxlength: 200 }), t('forms.sourceHelp'))),
      part('place', labelled('slug', t('forms.slug'), input(form.slug, (typed) => { form.slug = typed.trim(); }, { maxlength: 60, spellcheck: 'false', readOnly: isContact }), isContact ? t('forms.contactHelp') : t('forms.slugHelp')),
        lines('embed_origins', t('forms.origins'), t('forms.originsHelp'))));
  }

  draw();
  return {
    element,
    errors(details) {
      for (const fault of faults.values()) fault.textContent = '';
      const left = {};
      for (const [name, each] of Object.entries(details)) {
        if (faults.has(name)) faults.get(name).textContent = each.join(' ');
        else left[name] = each;
      }
      [...faults.values()].find((fault) => fault.textContent)?.scrollIntoView({ block: 'center' });
      return left;
    },
  };
}
