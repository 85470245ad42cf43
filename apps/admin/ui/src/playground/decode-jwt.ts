type Part = Readonly<Record<string, unknown>>;

export interface DecodedJwt {
  readonly header: Part;
  readonly claims: Part;
}

/** The readable parts of a JWT in its compact form (RFC 7519 section 3), unverified; null for anything else. */
export function decode(token: string): DecodedJwt | null {
  const parts = token.split('.');
  if (parts.length !== 3) return null;
  const [header, claims] = parts.slice(0, 2).map(read);
  return header && claims ? { header, claims } : null;
}

function read(part: string): Part | null {
  try {
    const binary = atob(part.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Part) : null;
  } catch {
    return null;
  }
}
