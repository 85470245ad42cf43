/**
 * The protected header and the payload of a compact JWS (RFC 7515 section 7.1), unverified.
 *
 * @throws Error whose message says why, for the log
 */
export function readCompactJws(text: string): { header: Record<string, unknown>; payload: Buffer } {
  const segments = text.split('.');
  if (segments.length !== 3 || !segments.every(isCanonical)) throw new Error('not a signed JWT');
  return { header: parseObject(segments[0]!), payload: Buffer.from(segments[1]!, 'base64url') };
}

/**
 * A JSON object in UTF-8 that is UTF-8.
 *
 * @throws Error for everything else
 */
export function parseJsonObject(bytes: Uint8Array): Record<string, unknown> {
  const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new Error('not a JSON object');
}

/** One text, one token: base64url with stray bits or other alphabets would give a token a second spelling. */
function isCanonical(segment: string): boolean {
  return segment !== '' && Buffer.from(segment, 'base64url').toString('base64url') === segment;
}

function parseObject(segment: string): Record<string, unknown> {
  try {
    return parseJsonObject(Buffer.from(segment, 'base64url'));
  } catch {
    throw new Error('the header is not a JSON object');
  }
}
