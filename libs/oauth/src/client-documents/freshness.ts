/** Bounds on what the headers say. Milliseconds. */
const LEAST = 60_000;
const MOST = 24 * 3600_000;
/** Where they say nothing. Milliseconds. */
const DEFAULT = 3600_000;

/**
 * For how long a document may be used (RFC 9111 section 4.2), within bounds: neither may a client be fetched at every
 * request, nor may a change of it go unseen for long. Milliseconds.
 *
 * @param headers of the answer, names in lower case
 * @param now milliseconds since the epoch
 */
export function freshFor(headers: Readonly<Record<string, string>>, now: number): number {
  return Math.min(Math.max(lifetime(headers, now) ?? DEFAULT, LEAST), MOST);
}

function lifetime(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const control = (headers['cache-control'] ?? '').toLowerCase();
  if (/(^|[\s,])(no-store|no-cache)(?=$|[\s,=])/.test(control)) return 0;
  const maxAge = /(?:^|[\s,])max-age="?(\d{1,10})"?(?=$|[\s,])/.exec(control)?.[1];
  if (maxAge !== undefined) {
    const age = /^\d{1,10}$/.test(headers['age'] ?? '') ? Number(headers['age']) : 0;
    return (Number(maxAge) - age) * 1000;
  }
  const expires = Date.parse(headers['expires'] ?? '');
  if (headers['expires'] !== undefined) return Number.isNaN(expires) ? 0 : expires - now;
  return undefined;
}
