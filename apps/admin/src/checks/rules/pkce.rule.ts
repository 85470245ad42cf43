import { ofClient, settings, type ClientRule } from '../rule.js';

/** Without PKCE a stolen code is worth tokens (RFC 9700 section 2.1.1). */
export const pkce: ClientRule = ({ client }) =>
  client.grantTypes.includes('authorization_code') && !client.requirePkce
    ? [ofClient(client, { rule: 'pkce_missing', severity: 'high', fix: settings({ requirePkce: true }) })]
    : [];
