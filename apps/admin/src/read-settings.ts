import { databaseUrl, readPort, requireEnv } from '@portcullis/boot';
import { AdminSettings } from './settings.js';

/** Reads the environment. Ends the process with one line when a value is missing or would be unsafe. */
export function readSettings(env: NodeJS.ProcessEnv = process.env): AdminSettings {
  const url = origin(
    'ADMIN_URL',
    requireEnv('ADMIN_URL', 'The address people open, such as https://admin.example.com'),
  );
  const issuer = requireEnv('ISSUER', 'The authorization server, such as https://sso.example.com').replace(
    /\/$/,
    '',
  );
  origin('ISSUER', new URL(issuer).origin);
  const masterKey = requireEnv('MASTER_KEY', 'The same value as the authorization server has.');
  if (masterKey.length < 32)
    refuse('MASTER_KEY is too short. Use the value that the authorization server has.');
  return new AdminSettings({
    port: readPort(Number(new URL(url).port) || 3001),
    url,
    issuer,
    databaseUrl: databaseUrl(),
    clientId: env['ADMIN_CLIENT_ID'] || 'portcullis-admin',
    clientSecret: requireEnv('ADMIN_CLIENT_SECRET', 'The secret of the client that ADMIN_CLIENT_ID names.'),
    masterKey,
  });
}

/** An https origin, or http on loopback: cookies with the Secure attribute are kept nowhere else. */
function origin(name: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const loopback = url && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (!url || !(url.protocol === 'https:' || (url.protocol === 'http:' && loopback))) {
    return refuse(
      `${name} is ${JSON.stringify(value)}. It must begin with https:// (or be http:// on loopback).`,
    );
  }
  if (url.pathname !== '/' || url.search || url.hash)
    return refuse(`${name} must not have a path: ${url.origin}`);
  return url.origin;
}

function refuse(line: string): never {
  console.error(line);
  process.exit(1);
}
