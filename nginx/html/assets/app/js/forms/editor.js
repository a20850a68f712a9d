// The editor of a public form. Its controls change `form`, a copy of what the API gave, and call `changed` after each change.

import { fill, h } from '../dom.js';
import { label, language, t } from '../i18n.js';
import { leadDetails } from '../leads/fields.js';
import { wording } from '../own-fields.js';
import { editorControls } from './controls.js';
import { movableRows } from './rows.js';

/** What a form may ask for, besides own fields: the contact, and the details of a lead but where it came from. */
const contact = ['first_name', 'last_name', 'name', 'email', 'phone', 'scheduling_day'];
const builtIn = [...contact, ...leadDetails.filter(({ name }) => name !== 'business_tracking').map(({ name }) => name)];
const mostFields = 40;
const mostConsents = 10;

/** The editor; `own` are the active own fields of leads. `errors(details)` shows what the server found wrong. */
export function formEditor({ form, own, changed }) {
  const element = h('div', { class: 'form form-editor' });
  const controls = editorControls(changed);
  const fields = fieldList({ form, own, controls, changed: redraw });
  const consents = consentList({ form, controls, changed: redraw });

  function redraw(focus) {
    fields.draw();
    consents.draw();
    changed();
    if (focus) (element.querySelector(`[data-focus="${focus}"]`) ?? element.querySelector('#new-form-field')).focus();
  }

  fields.draw();
  consents.draw();
  fill(element,
    textPart(form, controls),
    part('fields', h('p', { class: 'form-text' }, t('forms.fieldsHelp')), fields.element, controls.faultOf('fields'),
      controls.choice('resume', t('forms.resume'), form.resume, ['required', 'optional', 'off'].map((each) => [each, label('formResume', each)]), (value) => { form.resume = value; })),
    part('consents', h('p', { class: 'form-text' }, t('forms.consentsHelp')), consents.element, controls.faultOf('consents')),
    thanksPart(form, controls),
    intakePart(form, controls),
    placePart(form, controls));
  return { element, errors: controls.showFaults };
}

// --- Parts

const part = (name, ...content) => h('section', {}, h('h3', {}, t(`forms.part.${name}`)), content);

function textPart(form, { texts }) {
  return part('texts',
    texts('title', t('forms.title'), form, 'title', { maxlength: 200 }),
    texts('intro', t('forms.intro'), form, 'intro', { rows: 3, maxlength: 2000 }),
    texts('button', t('forms.button'), form, 'button', { maxlength: 60 }));
}

function thanksPart({ thanks }, { input, texts }) {
  return part('thanks',
    texts('thanks', t('forms.thanks'), thanks, 'text', { rows: 2, maxlength: 2000 }),
    input(null, t('forms.redirect'), thanks.redirect_url, (typed) => { thanks.redirect_url = typed.trim() || null; }, { inputmode: 'url', maxlength: 500, help: t('forms.redirectHelp') }));
}

function intakePart(form, { choice, input, lines }) {
  return part('intake',
    lines('notify_emails', t('forms.notify'), form, t('forms.notifyHelp')),
    input('source', t('forms.source'), form.source, (typed) => { form.source = typed.trim() || null; }, { maxlength: 200, help: t('forms.sourceHelp') }),
    choice('guard', t('forms.guard'), form.guard, ['off', 'standard', 'strict'].map((each) => [each, label('formGuard', each)]), (value) => { form.guard = value; }, t('forms.guardHelp')));
}

function placePart(form, { input, lines }) {
  const isContact = form.slug === 'contact';
  return part('place',
    input('slug', t('forms.slug'), form.slug, (typed) => { form.slug = typed.trim(); }, { maxlength: 60, spellcheck: 'false', readOnly: isContact, help: t(isContact ? 'forms.contactHelp' : 'forms.slugHelp') }),
    lines('embed_origins', t('forms.origins'), form, t('forms.originsHelp')));
}

// --- Fields

/** The fields of a form; `changed(focus)` is called once there are others, or in another order. */
function fieldList({ form, own, controls, changed }) {
  const element = h('div', { class: 'mb-3' });
  const ownField = (name) => own.find((each) => `custom.${each.key}` === name);
  const usualName = (name) => (ownField(name) ? wording(ownField(name).label) : label('formField', name, 'field'));
  // The words of a built-in member are known in the language of the page alone.
  const usualWord = (name, code) => (ownField(name) ? ownField(name).label[code] : code === language ? usualName(name) : null);
  const nameOf = (field) => wording(field.label) || usualName(field.field);

  const opened = new WeakSet();
  function content(field, index) {
    const details = h('details', { open: opened.has(field), on: { toggle: () => (details.open ? opened.add(field) : opened.delete(field)) } },
      h('summary', { dataset: { focus: `form-field-${index}` } }, h('bdi', {}, nameOf(field)), field.required ? h('span', { class: 'muted' }, ` · ${t('forms.required')}`) : null, field.is_hidden ? h('span', { class: 'muted' }, ` · ${t('forms.hidden')}`) : null),
      controls.texts(null, t('field.label'), field, 'label', { maxlength: 200, placeholder: (code) => usualWord(field.field, code) }),
      controls.texts(null, t('field.hint'), field, 'hint', { maxlength: 500 }),
      presetControl(field, ownField(field.field), controls),
      controls.box(t('forms.required'), field.required, (value) => { field.required = value; }),
      controls.box(t('forms.isHidden'), field.is_hidden, (value) => { field.is_hidden = value; }));
    return details;
  }
  const rows = movableRows({ id: 'form-field', all: () => form.fields, name: nameOf, changed, content });

  function adder() {
    const used = new Set(form.fields.map((each) => each.field));
    const free = [...builtIn, ...own.map((each) => `custom.${each.key}`)].filter((name) => !used.has(name));
    const select = h('select', { class: 'form-select', id: 'new-form-field', 'aria-label': t('forms.addField'), disabled: !free.length || form.fields.length >= mostFields, on: {
      change: () => {
        form.fields.push({ field: select.value, required: false, label: null, hint: null, default: null, is_hidden: false });
        changed(`form-field-${form.fields.length - 1}`);
      },
    } }, h('option', { value: '' }, `${t('forms.addField')}…`), free.map((name) => h('option', { value: name }, usualName(name))));
    return select;
  }

  return { element, draw: () => fill(element, rows(), adder()) };
}

// The control of a field's default; `own` is the own field that it asks for, if it is one.
function presetControl(field, own, { choice, input }) {
  const set = (typed) => { field.default = presetOf(own?.kind, typed.trim()); };
  if (own?.kind === 'boolean') return choice(null, t('forms.default'), String(field.default ?? ''), [['', '–'], ['true', t('yes')], ['false', t('no')]], set);
  if (own?.kind === 'choice') return choice(null, t('forms.default'), field.default ?? '', [['', '–'], ...own.options.filter((each) => each.is_active).map((each) => [each.value, wording(each.label)])], set);
  return input(null, t('forms.default'), [field.default ?? ''].flat().join(', '), set);
}

// A default is typed as text; numbers, truths and several options become what the API takes.
function presetOf(kind, text) {
  if (!text) return null;
  if (kind === 'integer' && /^-?\d+$/.test(text)) return Number(text);
  if (kind === 'boolean') return text === 'true';
  if (kind === 'choices') return text.split(',').map((each) => each.trim()).filter(Boolean);
  return text;
}

// --- Consents

/** The consents that a form asks for; `changed(focus)` is called once there are others, or in another order. */
function consentList({ form, controls, changed }) {
  const element = h('div');
  const rows = movableRows({
    id: 'form-consent',
    all: () => form.consents,
    name: (consent) => consent.purpose,
    changed,
    content: (consent, index) => [
      controls.input(null, t('forms.purpose'), consent.purpose, (typed) => { consent.purpose = typed.trim(); }, {
        maxlength: 40, spellcheck: 'false', dataset: { focus: `form-consent-${index}` }, help: t('forms.purposeHelp'),
      }),
      controls.texts(null, t('forms.consentText'), consent, 'text', { rows: 2, maxlength: 2000 }),
      controls.box(t('forms.required'), consent.required, (value) => { consent.required = value; }),
    ],
  });

  function adder() {
    return h('button', {
      type: 'button', class: 'btn btn-sm btn-outline-secondary', id: 'new-form-consent', disabled: form.consents.length >= mostConsents,
      on: { click: () => { form.consents.push({ purpose: '', text: null, required: false }); changed(`form-consent-${form.consents.length - 1}`); } },
    }, t('forms.addConsent'));
  }

  return { element, draw: () => fill(element, form.consents.length ? rows() : null, adder()) };
}
