import { isIP } from 'node:net';
import { requireEnv } from '@portcullis/boot';
import type { OAuthExtras, OAuthOptions } from '@portcullis/oauth';

/** The server's settings, all from the environment; `docs/configuration.md` lists them. */
export function readConfiguration(): OAuthOptions & Pick<OAuthExtras, 'features'> {
  return {
    issuer: requireEnv('ISSUER', 'Write the public URL of this server, such as https://sso.example.com.'),
    masterKey: requireEnv(
      'MASTER_KEY',
      'It encrypts the signing keys. Write 32 random bytes: node -p "crypto.randomBytes(32).toString(\'base64url\')"',
    ),
    legacy: readFlag('LEGACY'),
    ...(process.env['BRAND'] && { brand: { name: process.env['BRAND'] } }),
    ...(process.env['TEMPLATES'] && { templates: process.env['TEMPLATES'] }),
    scopes: readJson('SCOPES', {}),
    lifetimes: readJson('LIFETIMES', {}),
    refresh: readJson('REFRESH', {}),
    dpop: readJson('DPOP', {}),
    exchange: readJson('EXCHANGE', {}),
    limits: readJson('LIMITS', {}),
    features: readJson('FEATURES', {}),
    clientIdMetadataDocuments: readJson('CLIENT_ID_METADATA_DOCUMENTS', {}),
  };
}

/**
 * Whose X-Forwarded-For is believed: nobody's by default. "Everybody's" cannot be said, because then whoever guesses
 * passwords would choose where they come from.
 *
 * @returns a value for `trust proxy` of Express: how many proxies stand in front, or their addresses
 */
export function readTrustedProxies(): number | string[] | false {
  const text = process.env['TRUST_PROXY'] ?? '';
  if (text === '') return false;
  if (/^[1-9]$/.test(text)) return Number(text);
  const names = text.split(',').map((name) => name.trim());
  if (names.every(isNetwork)) return names;
  console.error(
    `TRUST_PROXY is "${text}". Write how many proxies stand in front of this server, or their addresses, ` +
      'such as 10.0.0.0/8,loopback.',
  );
  process.exit(1);
}

function isNetwork(name: string): boolean {
  const [address = '', prefix, ...rest] = name.split('/');
  if (['loopback', 'linklocal', 'uniquelocal'].includes(name)) return true;
  const bits = { 4: 32, 6: 128 }[isIP(address)];
  if (bits === undefined || rest.length > 0) return false;
  // A network of everybody would be "everybody" again.
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) > 0 && Number(prefix) <= bits);
}

/** A switch: off unless it says true. Anything else is a mistake that must not pass as off. */
function readFlag(name: string): boolean {
  const value = process.env[name] ?? '';
  if (value === '' || value === 'true' || value === 'false') return value === 'true';
  console.error(`${name} is "${value}". Write true or false.`);
  process.exit(1);
}

/** A setting that is a small structure. */
function readJson<T>(name: string, fallback: T): T {
  const text = process.env[name];
  if (!text) return fallback;
  try {
    return JSON.parse(text) as T;
  } catch {
    console.error(`${name} is no JSON. See docs/configuration.md for what to write.`);
    process.exit(1);
  }
}
