/** The header of a JWT, unverified. */
export function jwtHeader(token: string): Record<string, unknown> {
  return part(token, 0);
}

/** The claims of a JWT, unverified. */
export function jwtClaims(token: string): Record<string, unknown> {
  return part(token, 1);
}

function part(token: string, index: number): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[index]!, 'base64url').toString()) as Record<string, unknown>;
}

/** One part of a JWT. */
export function encodePart(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Other spellings of a value that a database or a decoder may take for the same. */
export function misspellings(value: string): Record<string, string> {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const flip = (text: string): string =>
    text.replace(/[a-z]/gi, (letter) =>
      letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
    );
  const accents: Record<string, string> = {
    a: 'á',
    c: 'ç',
    e: 'é',
    i: 'í',
    n: 'ñ',
    o: 'ó',
    u: 'ú',
    y: 'ý',
    s: 'š',
  };
  const last = value.at(-1)!;
  const sibling = alphabet[alphabet.indexOf(last) ^ 1] ?? 'A';
  return {
    'all letters in other case': flip(value),
    'one letter in other case': value.replace(/[a-z]/i, flip),
    'an accent': value.replace(/[aceinouys]/, (letter) => accents[letter]!),
    'a trailing space': `${value} `,
    'a leading space': ` ${value}`,
    'a trailing NUL': `${value}\0`,
    'without its end': value.slice(0, -1),
    'one character longer': `${value}A`,
    padding: `${value}=`,
    'another last character': value.slice(0, -1) + sibling,
    'plus and slash for minus and underscore': value.replaceAll('-', '+').replaceAll('_', '/'),
  };
}
