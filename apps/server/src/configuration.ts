import { requireEnv } from '@portcullis/boot';
import type { OAuthOptions } from '@portcullis/oauth';

/** The server's settings, all from the environment; `docs/configuration.md` lists them. */
export function readConfiguration(): OAuthOptions {
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
  };
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
