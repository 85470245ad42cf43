import type { Setting } from './types.js';

/** The groups in which options are shown, in this order. An option is in the first one that names it. */
export const GROUPS = [
  {
    key: 'server',
    names: ['issuer', 'baseUrl', 'legacy', 'acrValues', 'pruneEverySeconds', 'sealEverySeconds', 'console'],
  },
  { key: 'branding', names: ['brand', 'theme', 'strictFormAction'] },
  { key: 'lifetimes', names: ['lifetimes', 'refresh', 'keys'] },
  { key: 'features', names: ['features'] },
  { key: 'signIn', names: ['secondFactor', 'passwords', 'limits'] },
  {
    key: 'protocol',
    names: ['scopes', 'dpop', 'exchange', 'clientIdMetadataDocuments', 'backchannelLogout'],
  },
  { key: 'mail', names: ['mail'] },
  { key: 'ports', names: ['accounts', 'pages', 'exchangePolicy', 'outgoing', 'mailer', 'metrics', 'clock'] },
] as const;

export type GroupKey = (typeof GROUPS)[number]['key'];

/** Options by group; one that no group names is with the server's own, so that none gets lost. */
export function grouped(settings: readonly Setting[]): ReadonlyMap<GroupKey, readonly Setting[]> {
  const groups = new Map<GroupKey, Setting[]>(GROUPS.map(({ key }) => [key, []]));
  for (const setting of settings) {
    const whole = setting.name.split('.')[0]!;
    const group = GROUPS.find(({ names }) => (names as readonly string[]).includes(whole));
    groups.get(group?.key ?? 'server')!.push(setting);
  }
  return groups;
}
