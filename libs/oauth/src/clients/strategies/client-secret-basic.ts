import { invalidClient } from '../../errors/catalogue.js';

/**
 * HTTP Basic, id and secret form-encoded (RFC 6749 section 2.3.1 and appendix B).
 *
 * @returns undefined when the header is absent or of another scheme
 * @throws invalid_client for a header that cannot be read
 */
export function readBasic(
  header: string | undefined,
): { readonly clientId: string; readonly secret: string } | undefined {
  const encoded = /^basic +(.*)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) throw invalidClient.because('Basic header is not base64');
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  if (colon < 0) throw invalidClient.because('Basic header has no colon');
  return { clientId: formDecode(text.slice(0, colon)), secret: formDecode(text.slice(colon + 1)) };
}

function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw invalidClient.because('Basic header is not form-encoded');
  }
}
