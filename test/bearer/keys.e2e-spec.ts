import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { BearerOptions } from '@portcullis/bearer';
import { type Api, get, ordersApi } from './orders-api.js';
import { AUDIENCE, signingKey, StandInAuthority } from './stand-in-authority.js';

let authority: StandInAuthority;
let api: Api | undefined;

beforeEach(async () => {
  authority = await StandInAuthority.start();
});

afterEach(async () => {
  await api?.app.close();
  await authority.stop();
});

const start = async (options: Partial<BearerOptions> = {}): Promise<Api> =>
  (api = await ordersApi({ issuer: authority.issuer, audience: AUDIENCE, timeoutSeconds: 30, ...options }));

describe('B12.5 unknown kids', () => {
  it('a thousand of them cost one fetch in a cool-down', async () => {
    const api = await start({ jwksCooldownSeconds: 60 });
    expect((await get(api, '/orders', await authority.issue())).status).toBe(200);
    const statuses = new Set<number>();
    for (let batch = 0; batch < 20; batch += 1) {
      const tokens = await Promise.all(
        Array.from({ length: 50 }, (_, index) => authority.issue({}, { kid: `unknown-${batch}-${index}` })),
      );
      const answers = await Promise.all(tokens.map((token) => get(api, '/orders', token)));
      for (const answer of answers) statuses.add(answer.status);
    }
    expect([...statuses]).toEqual([401]);
    expect(authority.count('/jwks')).toBe(1);
    expect((await get(api, '/orders', await authority.issue())).status).toBe(200);
  });
});

describe('B12.11 rotation', () => {
  it('a new key is accepted within a second of its first sight', async () => {
    const api = await start();
    expect((await get(api, '/orders', await authority.issue())).status).toBe(200);
    const second = await signingKey('second', 'ES256');
    authority.keys.push(second);
    const token = await authority.issue({}, {}, second);
    let looks = 1;
    while ((await get(api, '/orders', token)).status !== 200) {
      expect((looks += 1)).toBeLessThan(40);
      await sleep(50);
    }
    expect(authority.count('/jwks')).toBe(2);
  });

  it('the tokens of a withdrawn key end when its absence is noticed, remembered or not', async () => {
    const api = await start();
    const token = await authority.issue();
    expect((await get(api, '/orders', token)).status).toBe(200);
    const second = await signingKey('second', 'ES256');
    authority.keys = [second];
    await sleep(1100);
    // The unknown kid makes the guard look again, which is when it sees that the first key is gone.
    expect((await get(api, '/orders', await authority.issue({}, {}, second))).status).toBe(200);
    expect((await get(api, '/orders', token)).status).toBe(401);
  });
});

describe('B12.10 the authority is down', () => {
  it('the application starts, says 503, and recovers by itself', async () => {
    const token = await authority.issue();
    await authority.stop();
    const api = await start();
    const refused = await get(api, '/orders', token);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(refused.headers.get('www-authenticate')).toBeNull();
    expect(refused.headers.get('cache-control')).toBe('no-store');
    expect(await refused.json()).toEqual({
      error: 'temporarily_unavailable',
      error_description: 'The access token cannot be checked at the moment.',
    });
    expect((await get(api, '/orders')).status).toBe(401);
    expect((await get(api, '/orders/count')).status).toBe(200);
    await authority.listen();
    await sleep(1100);
    expect((await get(api, '/orders', token)).status).toBe(200);
  });

  it.each(['fail', 'hang'] as const)(
    'an authority that is in the mood "%s" is 503 within the time-out',
    async (mood) => {
      const api = await start({ timeoutSeconds: 0.5 });
      authority.mood = mood;
      const answers = await Promise.all(
        [1, 2, 3].map(async () => get(api, '/orders', await authority.issue())),
      );
      expect(answers.map((answer) => answer.status)).toEqual([503, 503, 503]);
    },
  );

  it('known keys keep working, and only what cannot be known is 503', async () => {
    const api = await start();
    const remembered = await authority.issue();
    expect((await get(api, '/orders', remembered)).status).toBe(200);
    const unseen = await authority.issue({ sub: 'bob' });
    const unknownKey = await authority.issue({}, { kid: 'later' });
    const forged = `${unseen.slice(0, -4)}AAAA`;
    await authority.stop();
    await sleep(1100);
    expect((await get(api, '/orders', remembered)).status).toBe(200);
    expect((await get(api, '/orders', unseen)).status).toBe(200);
    expect((await get(api, '/orders', unknownKey)).status).toBe(503);
    expect((await get(api, '/orders', forged)).status).toBe(401);
  });

  it.each([
    ['of another issuer', { issuer: 'https://evil.example.com' }],
    ['with keys on plain http', { jwks_uri: 'http://keys.example.com/jwks' }],
    ['without keys', { jwks_uri: undefined }],
  ])('a metadata document %s is not used', async (_, metadata) => {
    authority.metadata = metadata;
    const api = await start();
    expect((await get(api, '/orders', await authority.issue())).status).toBe(503);
    expect(authority.count('/jwks')).toBe(0);
  });

  it('jwksUri spares the metadata document', async () => {
    const api = await start({ jwksUri: `${authority.issuer}/jwks` });
    expect((await get(api, '/orders', await authority.issue())).status).toBe(200);
    expect(authority.count('/.well-known/oauth-authorization-server')).toBe(0);
  });
});
