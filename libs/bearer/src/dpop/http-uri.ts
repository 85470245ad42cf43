/** RFC 3986 section 2: no spaces, controls and backslashes, which URL parsers mend in silence. */
const URI_CHARACTERS = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/;
const UNRESERVED = /[A-Za-z0-9\-._~]/;

/**
 * An http or https URI without query and fragment in its normal form, as `htu` is compared (RFC 9449 section 4.3):
 * case of scheme and host, default port, empty path, dot segments and percent-encoding (RFC 3986 sections 6.2.2 and
 * 6.2.3).
 *
 * @returns undefined for what is no absolute http or https URI, and for one with a user name
 */
export function normalHttpUri(text: string): string | undefined {
  if (!URI_CHARACTERS.test(text) || !/^https?:\/\/[^/?#]/i.test(text) || !URL.canParse(text))
    return undefined;
  const { origin, pathname, username, password } = new URL(text);
  if (username !== '' || password !== '') return undefined;
  return origin + normalEncoding(pathname);
}

function normalEncoding(path: string): string {
  return path.replace(/%[0-9a-f]{2}/gi, (octet) => {
    const character = String.fromCharCode(Number.parseInt(octet.slice(1), 16));
    return UNRESERVED.test(character) ? character : octet.toUpperCase();
  });
}
