import { readPort, requireEnv } from '@portcullis/boot';
import type { OAuthExtras, OAuthOptions } from '@portcullis/oauth';
import type { MetricsAddress } from './metrics/metrics.listener.js';

type Configuration = OAuthOptions & Pick<OAuthExtras, 'features'>;

/** The server's settings, all from the environment; `docs/configuration.md` lists them. */
export function readConfiguration(): Configuration {
  return {
    issuer: requireEnv('ISSUER', 'Write the public URL of this server, such as https://sso.example.com.'),
    masterKey: requireEnv(
      'MASTER_KEY',
      'It encrypts the signing keys. Write 32 random bytes: node -p "crypto.randomBytes(32).toString(\'base64url\')"',
    ),
    ...readFlag('LEGACY', 'legacy'),
    brand: {
      ...(process.env['BRAND'] && { name: process.env['BRAND'] }),
      ...(process.env['SUPPORT_URL'] && { supportUrl: process.env['SUPPORT_URL'] }),
      ...(process.env['TERMS_URL'] && { termsUrl: process.env['TERMS_URL'] }),
      ...(process.env['PRIVACY_URL'] && { privacyUrl: process.env['PRIVACY_URL'] }),
    },
    ...readMail(),
    ...(process.env['THEME'] && { theme: process.env['THEME'] }),
    ...readFlag('STRICT_FORM_ACTION', 'strictFormAction'),
    ...readJson('SCOPES', 'scopes'),
    ...readJson('LIFETIMES', 'lifetimes'),
    ...readJson('REFRESH', 'refresh'),
    ...readJson('DPOP', 'dpop'),
    ...readJson('EXCHANGE', 'exchange'),
    ...readJson('SECOND_FACTOR', 'secondFactor'),
    ...readJson('LIMITS', 'limits'),
    ...readJson('FEATURES', 'features'),
    ...readJson('CLIENT_ID_METADATA_DOCUMENTS', 'clientIdMetadataDocuments'),
    ...readConsole(),
  };
}

/** @returns where Prometheus fetches what is measured; null measures nothing */
export function readMetricsAddress(): MetricsAddress | null {
  if (!process.env['METRICS_PORT']) return null;
  return { port: readPort(0, 'METRICS_PORT'), host: process.env['METRICS_HOST'] || '127.0.0.1' };
}

/** Which variable each option is read from, for the settings page of the admin app. */
const VARIABLES: Readonly<Record<string, string>> = {
  issuer: 'ISSUER',
  legacy: 'LEGACY',
  'brand.name': 'BRAND',
  'brand.supportUrl': 'SUPPORT_URL',
  'brand.termsUrl': 'TERMS_URL',
  'brand.privacyUrl': 'PRIVACY_URL',
  'mail.from': 'MAIL_FROM',
  'mail.smtp': 'SMTP_URL',
  'mail.folder': 'MAIL_FOLDER',
  theme: 'THEME',
  strictFormAction: 'STRICT_FORM_ACTION',
  scopes: 'SCOPES',
  lifetimes: 'LIFETIMES',
  refresh: 'REFRESH',
  dpop: 'DPOP',
  exchange: 'EXCHANGE',
  secondFactor: 'SECOND_FACTOR',
  limits: 'LIMITS',
  features: 'FEATURES',
  clientIdMetadataDocuments: 'CLIENT_ID_METADATA_DOCUMENTS',
  'console.clientId': 'ADMIN_CLIENT_ID',
};

/** An admin app beside this server, which the environment names by its client. */
function readConsole(): Pick<OAuthOptions, 'console'> {
  const clientId = process.env['ADMIN_CLIENT_ID'];
  return clientId ? { console: { clientId, variables: VARIABLES } } : {};
}

/** What does not fit together is told at the start, as every option. */
function readMail(): Pick<OAuthOptions, 'mail'> {
  const from = process.env['MAIL_FROM'];
  const smtp = process.env['SMTP_URL'];
  const folder = process.env['MAIL_FOLDER'];
  const mail = { ...(from && { from }), ...(smtp && { smtp }), ...(folder && { folder }) };
  return Object.keys(mail).length === 0 ? {} : { mail: mail as NonNullable<OAuthOptions['mail']> };
}

/** A switch that is left alone when it is not set. Anything but true and false is a mistake that must not pass as off. */
function readFlag<N extends keyof Configuration>(name: string, option: N): Pick<Configuration, N> {
  const value = process.env[name] ?? '';
  if (value === '') return {} as Pick<Configuration, N>;
  if (value === 'true' || value === 'false')
    return { [option]: value === 'true' } as unknown as Pick<Configuration, N>;
  console.error(`${name} is "${value}". Write true or false.`);
  process.exit(1);
}

/** A setting that is a small structure. One that is not there keeps its default. */
function readJson<N extends keyof Configuration>(name: string, option: N): Pick<Configuration, N> {
  const text = process.env[name];
  if (!text) return {} as Pick<Configuration, N>;
  try {
    return { [option]: JSON.parse(text) as unknown } as Pick<Configuration, N>;
  } catch {
    console.error(`${name} is no JSON. See docs/configuration.md for what to write.`);
    process.exit(1);
  }
}
