import { ofClient, settings, type ClientRule } from '../rule.js';

/** An API takes a JWT until it expires, whatever has happened since. Seconds. */
const LONGEST_ACCESS_TOKEN = 3600;
/** A refresh token that was lost is good for that long. Seconds. */
const LONGEST_REFRESH_TOKEN = 90 * 86_400;

export const accessTokenLifetime: ClientRule = ({ client }, { server }) => {
  const own = client.accessTokenSeconds;
  const seconds = own ?? server?.accessToken ?? 0;
  if (seconds <= LONGEST_ACCESS_TOKEN) return [];
  const details = { seconds, most: LONGEST_ACCESS_TOKEN };
  // Back to the server's own lifetime, unless that one is the problem.
  const helps = own !== null && (server === null || server.accessToken <= LONGEST_ACCESS_TOKEN);
  const fix = helps ? settings({ accessTokenSeconds: null }) : null;
  return [ofClient(client, { rule: 'access_token_long', severity: 'medium', details, fix })];
};

export const refreshTokenLifetime: ClientRule = ({ client }, { server }) => {
  if (!client.grantTypes.includes('refresh_token')) return [];
  const own = client.refreshTokenSeconds;
  const seconds = own ?? server?.refreshIdle ?? 0;
  if (seconds <= LONGEST_REFRESH_TOKEN) return [];
  const details = { seconds, most: LONGEST_REFRESH_TOKEN };
  return [ofClient(client, { rule: 'refresh_token_long', severity: 'medium', details })];
};
