import { hasSecret, type Client, type ClientSecret } from '@portcullis/oauth';
import { ofClient, type ClientRule, type Fix, type Problem, type Severity } from '../rule.js';

const DAY = 86_400_000;
/** A secret is worth a word so long before it ends: the nearer, the louder. */
const WARNINGS: readonly { readonly days: number; readonly severity: Severity }[] = [
  { days: 1, severity: 'high' },
  { days: 7, severity: 'medium' },
  { days: 30, severity: 'low' },
];
const UNUSED = 90 * DAY;

/** Nobody can authenticate as this client any more. */
export const noLiveSecret: ClientRule = ({ client, secrets }, { now }) =>
  hasSecret(client) && !secrets.some((secret) => isLive(secret, now))
    ? [ofClient(client, { rule: 'no_live_secret', severity: 'high' })]
    : [];

/** What stands in the list as if it worked, and does not. */
export const expiredSecrets: ClientRule = ({ client, secrets }, { now }) =>
  secrets
    .filter(({ disabledAt, expiresAt }) => disabledAt === null && expiresAt !== null && expiresAt <= now)
    .map((secret) =>
      ofSecret(client, secret, {
        rule: 'secret_expired',
        severity: 'low',
        details: { expiresAt: iso(secret.expiresAt!) },
        fix: disabling(secret),
      }),
    );

/** In time for somebody to hand out another one. */
export const expiringSecrets: ClientRule = ({ client, secrets }, { now }) =>
  secrets.flatMap((secret) => {
    if (!isLive(secret, now) || secret.expiresAt === null) return [];
    const left = secret.expiresAt - now;
    const warning = WARNINGS.find(({ days }) => left <= days * DAY);
    if (!warning) return [];
    const details = { expiresAt: iso(secret.expiresAt), days: warning.days };
    const { severity } = warning;
    return [ofSecret(client, secret, { rule: 'secret_expiring', severity, details, fix: null })];
  });

/** Whoever finds a forgotten secret can use it, and nobody would notice its end. */
export const unusedSecrets: ClientRule = ({ client, secrets }, { now }) =>
  secrets.flatMap((secret) => {
    const since = secret.lastUsedAt ?? secret.createdAt;
    if (!isLive(secret, now) || now - since < UNUSED) return [];
    const details = { since: iso(since) };
    // Disabling can be undone, and while another secret works nobody is locked out.
    const isSpare = secrets.some((other) => other !== secret && isLive(other, now));
    const fix = isSpare ? disabling(secret) : null;
    return [ofSecret(client, secret, { rule: 'secret_unused', severity: 'low', details, fix })];
  });

function isLive({ disabledAt, expiresAt }: ClientSecret, now: number): boolean {
  return disabledAt === null && (expiresAt === null || expiresAt > now);
}

function ofSecret(
  client: Client,
  secret: ClientSecret,
  { details, ...problem }: Pick<Problem, 'rule' | 'severity' | 'details' | 'fix'>,
): Problem {
  return {
    ...problem,
    object: { kind: 'secret', id: secret.id, name: secret.name },
    details: { ...details, client: client.name, prefix: secret.prefix },
  };
}

function disabling({ id }: ClientSecret): Fix {
  return { kind: 'disable_secret', secretId: id };
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
