import { expect } from '@jest/globals';
import type { DpopKey } from './dpop-key.js';
import { obtainCode, post, redemption, tokensOf, type TokenAnswer } from './flow.js';
import type { ClientFixture } from './fixtures.js';
import type { Target } from './target.js';

const CREDENTIALS = { grant_type: 'client_credentials' };

/** Asks again with the nonce that a server demands (RFC 9449 section 8). */
export async function withNonce(ask: (nonce: { nonce?: string }) => Promise<Response>): Promise<Response> {
  const response = await ask({});
  const nonce = response.headers.get('dpop-nonce');
  return [400, 401].includes(response.status) && nonce !== null ? ask({ nonce }) : response;
}

/** The nonce that proofs need now; nothing where none is needed. */
export async function currentNonce(target: Target, key: DpopKey): Promise<{ nonce?: string }> {
  let needed = {};
  await withNonce(async (nonce) => {
    needed = nonce;
    const dpop = await key.prove('POST', target.endpoint('token'), nonce);
    return post(target, 'token', target.client('M2M'), CREDENTIALS, { dpop });
  });
  return needed;
}

/** Tokens of alice that are bound to this key. */
export async function boundTokens(target: Target, client: ClientFixture, key: DpopKey): Promise<TokenAnswer> {
  const code = await obtainCode(target, client);
  const response = await withNonce(async (nonce) => {
    const dpop = await key.prove('POST', target.endpoint('token'), nonce);
    return post(target, 'token', client, redemption(code), { dpop });
  });
  const tokens = await tokensOf(response);
  expect(tokens.token_type).toBe('DPoP');
  return tokens;
}
