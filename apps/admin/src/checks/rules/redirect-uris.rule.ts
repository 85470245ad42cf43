import { isPublic, type Client } from '@portcullis/oauth';
import { checkRedirectUri, redirectTarget } from '@portcullis/oauth/browser';
import { ofClient, settings, type ClientRule, type Fix } from '../rule.js';

/** The registry refuses wildcards; an import or another program can have left one. It matches nothing but itself. */
export const wildcardRedirectUris: ClientRule = ({ client }) => {
  const uris = client.redirectUris.filter((uri) => checkRedirectUri(uri) === 'wildcard');
  if (uris.length === 0) return [];
  const problem = { rule: 'redirect_uri_wildcard', severity: 'high', details: { uris } } as const;
  return [ofClient(client, { ...problem, fix: without(client, uris) })];
};

/** A code on plain http can be read on the way (RFC 9700 section 2.6). */
export const httpRedirectUris: ClientRule = ({ client }) => {
  const uris = client.redirectUris.filter((uri) => checkRedirectUri(uri) === 'http');
  if (uris.length === 0) return [];
  // Whether the application answers on https is known only where that address is registered too.
  const haveTwins = uris.every((uri) => client.redirectUris.includes(uri.replace(/^http:/i, 'https:')));
  const problem = { rule: 'redirect_uri_http', severity: 'high', details: { uris } } as const;
  return [ofClient(client, { ...problem, fix: haveTwins ? without(client, uris) : null })];
};

/**
 * An address of somebody's own machine, left over from development. An application on the user's machine has one by
 * right (RFC 8252 section 7.3), and is a public client.
 */
export const loopbackRedirectUris: ClientRule = ({ client }, { production }) => {
  if (!production || isPublic(client)) return [];
  const uris = client.redirectUris.filter(
    (uri) => checkRedirectUri(uri) === null && redirectTarget(uri).warning === 'loopback',
  );
  if (uris.length === 0) return [];
  const problem = { rule: 'redirect_uri_loopback', severity: 'medium', details: { uris } } as const;
  return [ofClient(client, { ...problem, fix: without(client, uris) })];
};

/** Takes them away where others stay; a client that lost all of them could not be stored. */
function without({ redirectUris }: Client, uris: readonly string[]): Fix | null {
  const left = redirectUris.filter((uri) => !uris.includes(uri));
  return left.length > 0 ? settings({ redirectUris: left }) : null;
}
