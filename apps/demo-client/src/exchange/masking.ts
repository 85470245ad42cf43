import type { HttpHeader } from './http-exchange.js';

const DOTS = '••••';

/** Parameters and JSON members whose value lets its holder act for somebody. */
const SECRETS = new Set([
  'access_token',
  'refresh_token',
  'id_token',
  'token',
  'client_secret',
  'client_assertion',
  'password',
]);

/**
 * Keeps the last four characters, so that two values can be told apart. A JWT also keeps its first twelve: they
 * are a part of the public header, and its form stays recognisable.
 */
export function maskSecret(value: string): string {
  if (value.length < 16) return DOTS;
  const tail = value.slice(-4);
  return /^eyJ[\w-]+\.[\w-]+\./.test(value) ? `${value.slice(0, 12)}…${tail}` : `${DOTS}${tail}`;
}

/** Masks credentials in an Authorization header (RFC 7617 and RFC 6750); other headers pass unchanged. */
export function maskHeader([name, value]: HttpHeader): HttpHeader {
  if (name.toLowerCase() === 'set-cookie') return [name, DOTS];
  if (name.toLowerCase() !== 'authorization') return [name, value];
  const [scheme = '', credentials = ''] = value.split(' ', 2);
  return [
    name,
    `${scheme} ${scheme.toLowerCase() === 'basic' ? maskBasic(credentials) : maskSecret(credentials)}`,
  ];
}

/** Masks the secrets in a form or JSON body and breaks it into readable lines; everything else is untouched. */
export function maskBody(contentType: string, body: string): string {
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) return maskForm(body);
  if (/^application\/([\w.-]+\+)?json\b/i.test(contentType)) return maskJson(body);
  return body;
}

/**
 * Written as base64(…), because what is masked can be decoded by nobody. The form encoding that RFC 6749 section
 * 2.3.1 puts below the base64 is undone, so that id and last characters can be compared with the registered ones.
 */
function maskBasic(credentials: string): string {
  const [id = '', secret = ''] = Buffer.from(credentials, 'base64').toString('utf8').split(':', 2);
  return `base64(${formDecode(id)}:${maskSecret(formDecode(secret))})`;
}

function formDecode(value: string): string {
  return new URLSearchParams(`value=${value}`).get('value') ?? '';
}

function maskForm(body: string): string {
  return body
    .split('&')
    .map((pair) => {
      const [name = '', value = ''] = pair.split('=', 2);
      return SECRETS.has(name) ? `${name}=${maskSecret(value)}` : pair;
    })
    .join('\n&');
}

function maskJson(body: string): string {
  try {
    return JSON.stringify(
      JSON.parse(body),
      (name, value: unknown) => (SECRETS.has(name) && typeof value === 'string' ? maskSecret(value) : value),
      2,
    );
  } catch {
    return body;
  }
}
