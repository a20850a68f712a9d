// Requests to the API: the token goes along, an expired one is renewed, and every failure becomes one kind of error.

import { language, t } from './i18n.js';
import * as session from './session.js';

const base = '/api/v1';
const timeoutMilliseconds = 30_000;
const longestPauseSeconds = 3;

/** What the API, or the way to it, said no with. */
export class ApiError extends Error {
  constructor({ status, code, message, details = {}, requestID = null, retryAfter = null }) {
    super(message);
    Object.assign(this, { status, code, details, requestID, retryAfter });
  }
}

/**
 * What people read of any failure: `{message, requestID}`. Words of the API or of this page are shown; those of the browser's engine are not, they
 * go to the console. The request's id helps where the server failed, not where the input did.
 */
export function described(error) {
  if (error instanceof ApiError) return { message: error.message, requestID: error.status >= 500 ? error.requestID : null };
  console.error(error);
  return { message: t('error.unexpected'), requestID: null };
}

/**
 * A module that is fetched when it is needed: `part(() => import('./x.js'))`.
 * @throws {ApiError} when it cannot be had, in the page's own words.
 */
export async function part(load) {
  try {
    return await load();
  } catch (error) {
    console.error(error);
    throw new ApiError({ status: 0, code: 'UNREACHABLE', message: t('error.part') });
  }
}

/** `failure` is dispatched when the server could not be reached, or could not do its work. */
export const failures = new EventTarget();

let signInAgain = async () => false;
/** Sets what is done when the session has ended: asks the user, and says whether they signed in. */
export function onExpiry(ask) {
  signInAgain = ask;
}

/**
 * Sends a request and gives `{data, etag, response}`; `data` is the JSON of the answer, null without content.
 * Options: `query`, `body` (sent as JSON), `content` (a file, sent as it is), `headers`, `ifMatch`, `signal`, `raw` (leaves the body unread), `signedIn` (false: no token).
 * @throws {ApiError} for every answer that is no success, and when there is none.
 */
export async function request(method, path, options = {}) {
  const { signedIn = true } = options;
  const sent = signedIn ? session.tokens()?.access : undefined;
  let response = await send(method, path, options, sent);
  if (response.status === 401 && signedIn && (await renewed(sent))) {
    response = await send(method, path, options, session.tokens()?.access);
  }
  const pause = Number(response.headers.get('Retry-After'));
  if ((response.status === 429 || response.status === 503) && method === 'GET' && pause > 0 && pause <= longestPauseSeconds) {
    await new Promise((resolve) => { setTimeout(resolve, pause * 1000); });
    response = await send(method, path, options, session.tokens()?.access);
  }
  if (!response.ok) {
    if (response.status >= 500) failures.dispatchEvent(new Event('failure'));
    throw await failure(response);
  }
  const data = options.raw || response.status === 204 ? null : await response.json();
  return { data, etag: response.headers.get('ETag'), response };
}

async function send(method, path, { query, body, content, headers = {}, ifMatch, signal }, token) {
  const address = (path.startsWith('/api') ? path : base + path) + queryText(query);
  const limit = AbortSignal.timeout(timeoutMilliseconds);
  const fields = { Accept: 'application/json', 'Accept-Language': language, ...headers };
  if (token) fields.Authorization = `Bearer ${token}`;
  if (ifMatch) fields['If-Match'] = ifMatch;
  if (body !== undefined) fields['Content-Type'] = 'application/json';
  if (content?.type) fields['Content-Type'] = content.type;
  try {
    return await fetch(address, {
      method,
      headers: fields,
      body: body === undefined ? content : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      credentials: 'omit',
      cache: 'no-store',
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    failures.dispatchEvent(new Event('failure'));
    throw new ApiError({ status: 0, code: 'UNREACHABLE', message: t('error.unreachable') });
  }
}

/** A query as text; values that are empty are left out, lists repeat their name. */
export function queryText(query) {
  const pairs = new URLSearchParams();
  const entries = query instanceof URLSearchParams ? query.entries() : Object.entries(query ?? {});
  for (const [name, value] of entries) {
    for (const each of [value].flat()) if (each !== null && each !== undefined && each !== '') pairs.append(name, each);
  }
  const text = pairs.toString();
  return text ? `?${text}` : '';
}

async function failure(response) {
  let error = {};
  try {
    error = (await response.json()).error ?? {};
  } catch {
    // Not the API's own form: the status has to do.
  }
  return new ApiError({
    status: response.status,
    code: error.code ?? 'UNKNOWN',
    message: error.message ?? t('error.status', { status: response.status }),
    details: error.details,
    requestID: error.request_id ?? response.headers.get('X-Request-Id'),
    retryAfter: Number(response.headers.get('Retry-After')) || null,
  });
}

// One renewal at a time, however many requests wait for it.
let renewal = null;
function renewed(refused) {
  if (session.tokens() && session.tokens().access !== refused) return true;
  renewal ??= renew().finally(() => { renewal = null; });
  return renewal;
}

async function renew() {
  const refresh = session.tokens()?.refresh;
  if (refresh) {
    try {
      const { data } = await request('POST', '/auth/refresh', { body: { refresh }, signedIn: false });
      session.renew({ access: data.access });
      return true;
    } catch (error) {
      if (error.status !== 401 && error.status !== 422) throw error;
    }
  }
  return signInAgain();
}

/** The data of a GET. */
export const get = async (path, query, signal) => (await request('GET', path, { query, signal })).data;

/** A creating POST, sent with a key of its own so that a repeat does nothing twice. */
export function create(path, body, key = crypto.randomUUID?.() ?? fallbackKey()) {
  return request('POST', path, { body, headers: { 'Idempotency-Key': key } }).then(({ data }) => data);
}

// Plain HTTP on another host than localhost is no secure context: there is no randomUUID.
function fallbackKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Fetches a file with the token and hands it to the browser to be saved. */
export async function download(path, { query, name } = {}) {
  const { response } = await request('GET', path, { query, raw: true, headers: { Accept: '*/*' } });
  save(await response.blob(), name ?? 'download');
}

/** Hands bytes to the browser to be saved under a name. */
export function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Every entry of a paged list, up to a number of pages. */
export async function all(path, member, query = {}, pages = 10) {
  const found = [];
  for (let page = 1; page <= pages; page += 1) {
    const data = await get(path, { ...query, page, page_size: 100 });
    found.push(...data[member]);
    if (page >= data.pages) break;
  }
  return found;
}
