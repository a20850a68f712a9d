// The libraries of others are classic scripts, fetched when they are first needed.

import { ApiError } from '../api.js';
import { h } from '../dom.js';

const loading = new Map();

/** What the script `file` of `/assets/lib` puts into the window as `name`; an `ApiError` with that message when it cannot be fetched. */
export function library(file, name, message) {
  if (!loading.has(file)) {
    loading.set(file, new Promise((resolve, reject) => {
      const fail = () => {
        loading.delete(file);
        reject(new ApiError({ status: 0, code: 'UNREACHABLE', message }));
      };
      document.head.append(h('script', { src: new URL(`../../../lib/${file}`, import.meta.url).href, on: { load: () => resolve(window[name]), error: fail } }));
    }));
  }
  return loading.get(file);
}
