import { ofClient, type ClientRule } from '../rule.js';

/** Users are asked to trust somebody else's application, and cannot read what it promises. */
export const termsLink: ClientRule = ({ client }) =>
  !client.firstParty && client.tosUri === null && client.grantTypes.some(asksUsers)
    ? [ofClient(client, { rule: 'no_terms', severity: 'low' })]
    : [];

/** Whom to ask before something about it is changed. */
export const owner: ClientRule = ({ client }) =>
  client.owner === null ? [ofClient(client, { rule: 'no_owner', severity: 'low' })] : [];

function asksUsers(grantType: string): boolean {
  return grantType === 'authorization_code' || grantType === 'urn:ietf:params:oauth:grant-type:device_code';
}
