// Beside the settings of the appearance: the form with them as they are typed, and the upload of the logo.

import { h } from '../dom.js';
import { formPreview } from './form-preview.js';
import { logoUpload } from './logo.js';

/** The side of the section's form; `changed` is called after another logo. */
export function appearanceSide({ data, form, changed }) {
  const preview = formPreview();
  const show = () => preview.show({ ...data, ...form.values() });
  for (const type of ['input', 'change']) form.addEventListener(type, show);
  show();
  return { element: h('div', { class: 'beside-side' }, logoUpload(data.logo_url, changed), preview.element), stop: preview.stop };
}
