import type { Client } from '@portcullis/oauth';
import { ofClient, type ClientRule } from '../rule.js';

/** Whoever has just registered a client is still writing down what it is. Milliseconds. */
const SETTLING = 3_600_000;

/** Users are asked to trust somebody else's application, and cannot read what it promises. */
export const termsLink: ClientRule = ({ client }, { now }) =>
  !client.firstParty && client.tosUri === null && client.grantTypes.some(asksUsers) && isSettled(client, now)
    ? [ofClient(client, { rule: 'no_terms', severity: 'low' })]
    : [];

/** Whom to ask before something about it is changed. */
export const owner: ClientRule = ({ client }, { now }) =>
  client.owner === null && isSettled(client, now)
    ? [ofClient(client, { rule: 'no_owner', severity: 'low' })]
    : [];

function isSettled({ createdAt }: Client, now: number): boolean {
  return now - createdAt >= SETTLING;
}

function asksUsers(grantType: string): boolean {
  return grantType === 'authorization_code' || grantType === 'urn:ietf:params:oauth:grant-type:device_code';
}
