/**
 * @param url absolute
 * @param cookie value of the Cookie header, or nothing
 * @returns the whole request as text
 */
export function get(url, { cookie = '', authorization = '' } = {}) {
  const { pathname, search, host } = new URL(url);
  return (
    `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\n` +
    `${line('Cookie', cookie)}${line('Authorization', authorization)}\r\n`
  );
}

/**
 * @param url absolute
 * @param fields of the form
 * @returns the whole request as text
 */
export function post(url, fields, { cookie = '', authorization = '', origin = '' } = {}) {
  const { pathname, search, host } = new URL(url);
  const body = new URLSearchParams(fields).toString();
  return (
    `POST ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\n` +
    `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n` +
    `${line('Origin', origin)}${line('Cookie', cookie)}${line('Authorization', authorization)}\r\n${body}`
  );
}

/** `client_secret_basic` (RFC 6749 section 2.3.1). */
export function basic({ id, secret }) {
  const pair = `${encodeURIComponent(id)}:${encodeURIComponent(secret)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function line(name, value) {
  return value ? `${name}: ${value}\r\n` : '';
}
