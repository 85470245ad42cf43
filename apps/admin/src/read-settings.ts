import { databaseUrl, readPort, readTrustedProxies, requireEnv } from '@portcullis/boot';
import { checkMasterKey } from '@portcullis/oauth';
import { isLoopback } from '@portcullis/oauth/browser';
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
  try {
    checkMasterKey(masterKey);
  } catch (error) {
    refuse(`MASTER_KEY: ${(error as Error).message}`);
  }
  return new AdminSettings({
    port: readPort(Number(new URL(url).port) || 3001),
    url,
    issuer,
    databaseUrl: databaseUrl(),
    clientId: env['ADMIN_CLIENT_ID'] || 'portcullis-admin',
    clientSecret: readSecret(),
    masterKey,
    trustedProxies: readTrustedProxies(),
    playground: onOrOff('PLAYGROUND', env['PLAYGROUND']),
  });
}

/** The server hands out 256 random bits; anything much shorter is a placeholder that somebody typed. */
function readSecret(): string {
  const secret = requireEnv(
    'ADMIN_CLIENT_SECRET',
    'The secret of the client that ADMIN_CLIENT_ID names: npm run admin:create',
  );
  return secret.length >= 32
    ? secret
    : refuse(
        'ADMIN_CLIENT_SECRET is too short to be one that the server handed out. Run: npm run admin:create',
      );
}

/** An https origin, or http on loopback: cookies with the Secure attribute are kept nowhere else. */
function origin(name: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)))) {
    return refuse(
      `${name} is ${JSON.stringify(value)}. It must begin with https:// (or be http:// on loopback).`,
    );
  }
  if (url.pathname !== '/' || url.search || url.hash)
    return refuse(`${name} must not have a path: ${url.origin}`);
  return url.origin;
}

/** Off unless it says on; anything else is a mistake that must not pass as off. */
function onOrOff(name: string, value = ''): boolean {
  if (value === '' || value === 'off') return false;
  return value === 'on' || refuse(`${name} is ${JSON.stringify(value)}. Write on or off.`);
}

function refuse(line: string): never {
  console.error(line);
  process.exit(1);
}
