import { readPort, requireEnv } from '@portcullis/boot';
import type { OAuthExtras, OAuthOptions } from '@portcullis/oauth';
import type { MetricsAddress } from './metrics/metrics.listener.js';

type Configuration = OAuthOptions & Pick<OAuthExtras, 'features'>;

type PartOf<T> = T extends object ? keyof T & string : never;
/** The name of an option, or of a part of one after a point. */
type OptionPath = {
  [N in keyof Configuration & string]-?: N | `${N}.${PartOf<NonNullable<Configuration[N]>>}`;
}[keyof Configuration & string];

type Source = { readonly option: OptionPath; readonly variable: string } & (
  | { readonly kind: 'required'; readonly hint: string }
  /** An empty text is none. A flag is `true` or `false`, and JSON a small structure. */
  | { readonly kind: 'text' | 'flag' | 'json' }
);

/** Which variable each option is read from; `docs/configuration.md` lists them. What is not set keeps its default. */
const SOURCES: readonly Source[] = [
  {
    option: 'issuer',
    variable: 'ISSUER',
    kind: 'required',
    hint: 'Write the public URL of this server, such as https://sso.example.com.',
  },
  {
    option: 'masterKey',
    variable: 'MASTER_KEY',
    kind: 'required',
    hint: 'It encrypts the signing keys. Write 32 random bytes: node -p "crypto.randomBytes(32).toString(\'base64url\')"',
  },
  { option: 'legacy', variable: 'LEGACY', kind: 'flag' },
  { option: 'brand.name', variable: 'BRAND', kind: 'text' },
  { option: 'brand.supportUrl', variable: 'SUPPORT_URL', kind: 'text' },
  { option: 'brand.termsUrl', variable: 'TERMS_URL', kind: 'text' },
  { option: 'brand.privacyUrl', variable: 'PRIVACY_URL', kind: 'text' },
  // What does not fit together is told at the start, as of every option.
  { option: 'mail.from', variable: 'MAIL_FROM', kind: 'text' },
  { option: 'mail.smtp', variable: 'SMTP_URL', kind: 'text' },
  { option: 'mail.folder', variable: 'MAIL_FOLDER', kind: 'text' },
  { option: 'theme', variable: 'THEME', kind: 'text' },
  { option: 'strictFormAction', variable: 'STRICT_FORM_ACTION', kind: 'flag' },
  { option: 'scopes', variable: 'SCOPES', kind: 'json' },
  { option: 'lifetimes', variable: 'LIFETIMES', kind: 'json' },
  { option: 'refresh', variable: 'REFRESH', kind: 'json' },
  { option: 'dpop', variable: 'DPOP', kind: 'json' },
  { option: 'exchange', variable: 'EXCHANGE', kind: 'json' },
  { option: 'secondFactor', variable: 'SECOND_FACTOR', kind: 'json' },
  { option: 'limits', variable: 'LIMITS', kind: 'json' },
  { option: 'features', variable: 'FEATURES', kind: 'json' },
  { option: 'clientIdMetadataDocuments', variable: 'CLIENT_ID_METADATA_DOCUMENTS', kind: 'json' },
  // An admin app beside this server, which the environment names by its client.
  { option: 'console.clientId', variable: 'ADMIN_CLIENT_ID', kind: 'text' },
];

/** For the settings page of the admin app. */
const VARIABLES: Readonly<Record<string, string>> = Object.fromEntries(
  SOURCES.map(({ option, variable }) => [option, variable]),
);

/** The server's settings, all from the environment. */
export function readConfiguration(): Configuration {
  const configuration: Record<string, unknown> = {};
  for (const source of SOURCES) {
    const value = read(source);
    if (value !== undefined) put(configuration, source.option, value);
  }
  if (configuration['console']) put(configuration, 'console.variables', VARIABLES);
  return configuration as unknown as Configuration;
}

/** A message about options, in the words of whoever sets the environment: `"lifetimes.code"` is `"code" of LIFETIMES`. */
export function namingVariables(message: string): string {
  return message.replace(/"([\w.[\]]+)"/g, (quoted, name: string) => {
    const source = SOURCES.find(({ option }) => name === option || /^[.[]/.test(partOf(name, option)));
    if (!source) return quoted;
    const part = partOf(name, source.option).replace(/^\./, '');
    return part === '' ? source.variable : `"${part}" of ${source.variable}`;
  });
}

function partOf(name: string, option: string): string {
  return name.startsWith(option) ? name.slice(option.length) : '';
}

/** @returns where Prometheus fetches what is measured; null measures nothing */
export function readMetricsAddress(): MetricsAddress | null {
  if (!process.env['METRICS_PORT']) return null;
  return { port: readPort(0, 'METRICS_PORT'), host: process.env['METRICS_HOST'] || '127.0.0.1' };
}

function read(source: Source): unknown {
  switch (source.kind) {
    case 'required':
      return requireEnv(source.variable, source.hint);
    case 'text':
      return process.env[source.variable] || undefined;
    case 'flag':
      return readFlag(source.variable);
    case 'json':
      return readJson(source.variable);
  }
}

/** Anything but true and false is a mistake that must not pass as off. */
function readFlag(variable: string): boolean | undefined {
  const value = process.env[variable];
  if (!value) return undefined;
  if (value === 'true' || value === 'false') return value === 'true';
  console.error(`${variable} is "${value}". Write true or false.`);
  process.exit(1);
}

function readJson(variable: string): unknown {
  const text = process.env[variable];
  if (!text) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    console.error(`${variable} is no JSON. See docs/configuration.md for what to write.`);
    process.exit(1);
  }
}

function put(options: Record<string, unknown>, path: OptionPath, value: unknown): void {
  const [name, part] = path.split('.') as [string, string?];
  options[name] = part === undefined ? value : { ...(options[name] as object | undefined), [part]: value };
}
