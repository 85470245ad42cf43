import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeyRing } from '@portcullis/oauth';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { DATABASES } from '../support/databases.js';
import { introspect, post, registerApi, type TokenAnswer } from '../support/flow.js';
import { readJwt } from '../support/jwt.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';

/** Seconds for which the JWK Set may be kept. */
const MAX_AGE = 300;
/** Seconds between two looks at the clock; a process reads the keys again more often than this. */
const STEP = 60;
const LIFETIME = 600;

/** A resource server that keeps the keys for as long as it may, and asks again only then. */
class WarmResourceServer {
  private keys: ReturnType<typeof createLocalJWKSet> | undefined;
  private fetchedAt = -Infinity;

  constructor(
    private readonly server: TestServer,
    private readonly maxAge: number,
  ) {}

  async accepts(token: string): Promise<boolean> {
    const now = this.server.clock.now();
    if (!this.keys || now - this.fetchedAt >= this.maxAge * 1000) {
      this.keys = createLocalJWKSet((await (await fetch(this.server.url('jwks'))).json()) as JSONWebKeySet);
      this.fetchedAt = now;
    }
    const rules = { issuer: this.server.issuer, typ: 'at+jwt', currentDate: new Date(now) };
    return jwtVerify(token, this.keys, rules).then(
      () => true,
      () => false,
    );
  }
}

describe.each(DATABASES)('signing keys that rotate under load, two processes on %s', (database) => {
  let first: TestServer;
  let second: TestServer;
  let machine: RegisteredClient;
  let api: RegisteredClient;

  beforeAll(async () => {
    first = await TestServer.start({ database });
    const { issuer, storage } = first;
    second = await TestServer.start({ database, storage, options: { issuer } });
    machine = await first.register({ grantTypes: ['client_credentials'], redirectUris: [] });
    api = await registerApi(first, issuer);
  });
  afterAll(async () => {
    await second.close();
    await first.close();
  });

  it('reject no valid token, warm or cold, whoever issued it', async () => {
    const members = [first, second];
    const rings = members.map((server) => server.app.get(KeyRing, { strict: false }));
    // The second process answers under the issuer of the first; it is reached where it listens.
    const at = (server: TestServer, endpoint: string): string => `${server.listening}/oauth/${endpoint}`;
    const reached = members.map((server) =>
      Object.assign(Object.create(server) as TestServer, { url: (name: string) => at(server, name) }),
    );
    const resourceServers = reached.flatMap((server) => [
      new WarmResourceServer(server, MAX_AGE),
      new WarmResourceServer(server, 0),
    ]);

    let live: { readonly token: string; readonly until: number }[] = [];
    let checked = 0;
    const rejected: string[] = [];
    const kids = new Set<unknown>();
    const load = async (): Promise<void> => {
      const fresh = await Promise.all(
        reached.flatMap((server) =>
          Array.from({ length: 5 }, async () => {
            const answer = await post(server, 'token', machine, { grant_type: 'client_credentials' });
            return ((await answer.json()) as TokenAnswer).access_token;
          }),
        ),
      );
      const now = first.clock.now();
      fresh.forEach((token) => kids.add(readJwt(token).header['kid']));
      live = [...live, ...fresh.map((token) => ({ token, until: now + (LIFETIME - 5) * 1000 }))];
      live = live.filter(({ until }) => until > now);
      // The newest, and the oldest that are still valid.
      const sample = [...fresh, ...live.slice(0, 5).map(({ token }) => token)];
      for (const resourceServer of resourceServers) {
        for (const token of sample) {
          checked++;
          if (!(await resourceServer.accepts(token))) rejected.push(`${readJwt(token).header['kid']}`);
        }
      }
    };

    for (let rotation = 0; rotation < 6; rotation++) {
      const takesOver = await rings[rotation % 2]!.rotate('ES256');
      // The other process is told the same: both mean the one key that is next.
      await Promise.all([rings[(rotation + 1) % 2]!.rotate('ES256'), load()]);
      while (first.clock.now() < takesOver + STEP * 1000) {
        for (const { clock } of members) clock.advance(STEP);
        for (const each of rings) await each.maintain();
        await load();
      }
    }
    expect(rejected).toEqual([]);
    expect(kids.size).toBeGreaterThanOrEqual(7);
    expect(checked).toBeGreaterThan(1000);
    // What was issued first and is valid still is so at both.
    const [oldest] = live;
    expect(await introspect(first, api, oldest!.token)).toMatchObject({ active: true });
  }, 120_000);
});
