/** A PublicKeyCredential as JSON (WebAuthn section 5.1.1), before anything in it is believed. */
export interface Credential {
  readonly id: string;
  readonly response: Readonly<Record<string, unknown>>;
}

const BASE64URL = /^[A-Za-z0-9_-]+$/;
/** A credential id has at most 1023 bytes (WebAuthn section 5.1). Characters. */
const MAX_ID = 1364;

/** @returns null for what has not the form of one */
export function readCredential(json: string): Credential | null {
  const value = parse(json) as Partial<Credential> | null;
  if (typeof value !== 'object' || value === null) return null;
  const { id, response } = value;
  if (typeof id !== 'string' || !BASE64URL.test(id) || id.length > MAX_ID) return null;
  return typeof response === 'object' && response !== null ? (value as Credential) : null;
}

/** @returns the challenge that it says it answers; null when it says none */
export function challengeOf({ response }: Credential): Buffer | null {
  const encoded = response['clientDataJSON'];
  if (typeof encoded !== 'string') return null;
  const { challenge } = (parse(Buffer.from(encoded, 'base64url').toString()) ?? {}) as {
    challenge?: unknown;
  };
  return typeof challenge === 'string' && BASE64URL.test(challenge)
    ? Buffer.from(challenge, 'base64url')
    : null;
}

export function credentialIdOf({ id }: Credential): Buffer {
  return Buffer.from(id, 'base64url');
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
