import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  above,
  AccessToken,
  atMost,
  Attempt,
  AuditEvent,
  Authorization,
  AuthorizationCode,
  below,
  Client,
  Consent,
  Database,
  DuplicateKey,
  increment,
  OAuthError,
  RefreshToken,
} from '@portcullis/oauth';
import { randomBytes, randomUUID } from 'node:crypto';
import { DATABASES } from '../support/databases.js';
import { openStorage, type OpenStorage } from '../support/open-storage.js';

describe.each(DATABASES)('rows on %s', (name) => {
  let open: OpenStorage;
  let database: Database;

  beforeAll(async () => {
    open = await openStorage(name);
    database = open.database;
  });
  afterAll(() => open.close());
  beforeEach(async () => {
    for (const entity of [Consent, RefreshToken, Authorization, AccessToken, Client]) {
      await open.dataSource.getRepository(entity).createQueryBuilder().delete().execute();
    }
  });

  describe('a row', () => {
    it('comes back with every value and type it was written with', async () => {
      const family: RefreshToken = {
        id: randomBytes(16),
        generation: 2_000_000_000,
        digest: Buffer.from([0, 255, ...randomBytes(30)]),
        previousDigest: null,
        rotations: [1_790_000_000_000, 1_790_000_000_001],
        answer: Buffer.from([0, 39, 92, 0]),
        repeats: 0,
        answerUntil: null,
        dpopJkt: 'k'.repeat(43),
        idleExpiresAt: Number.MAX_SAFE_INTEGER,
        expiresAt: 1_790_000_000_123,
      };
      await database.insert(RefreshToken, family);
      expect({ ...(await database.find(RefreshToken, { id: family.id })) }).toEqual(family);
    });

    it.each([
      ['quotes and backslashes', `'"\`\\; DROP TABLE oauth_client; --`],
      ['letters beyond the basic plane', '门禁 🏰 𝒫'],
      ['placeholders', '? ?? :name $1 %s'],
      ['a NUL', 'a\0b'],
    ])('keeps %s in text and structures', async (_, text) => {
      const client = { ...aClient('c'), name: text, scopes: [text] };
      await database.insert(Client, client);
      expect({ ...(await database.find(Client, { clientId: 'c' })) }).toEqual(client);
    });

    it('has room for a long redirect URI and for a change of a long list', async () => {
      const code: AuthorizationCode = {
        ...{ id: randomBytes(16), digest: randomBytes(32), redirectUri: 'r'.repeat(2100) },
        ...{ codeChallenge: null, nonce: null, dpopJkt: null, expiresAt: 1, consumedAt: null },
      };
      await database.insert(AuthorizationCode, code);
      expect({ ...(await database.find(AuthorizationCode, { id: code.id })) }).toEqual(code);
      const event: AuditEvent = {
        ...{ id: randomUUID(), at: 1, event: 'client.updated' },
        ...{ actor: null, actorName: null, clientId: null, subject: null, source: null },
        data: { before: 'b'.repeat(100_000), after: 'a'.repeat(100_000) },
      };
      await database.insert(AuditEvent, event);
      expect({ ...(await database.find(AuditEvent, { id: event.id })) }).toEqual(event);
    });

    it('that lacks a value is an error, and nobody is told to try again', async () => {
      const thrown = await database
        .insert(Client, { ...aClient('c'), name: null as never })
        .catch((error: unknown) => error);
      expect(thrown).not.toBeInstanceOf(OAuthError);
      expect(thrown).toMatchObject({
        message: expect.stringMatching(/^A value does not fit its column: .*name/),
      });
      expect(await database.findMany(Client, {})).toEqual([]);
    });

    it('that exists already is a duplicate, and nothing is overwritten', async () => {
      await database.insert(Client, { ...aClient('c'), name: 'first' });
      await expect(database.insert(Client, { ...aClient('c'), name: 'second' })).rejects.toBeInstanceOf(
        DuplicateKey,
      );
      expect(await database.findMany(Client, {})).toMatchObject([{ name: 'first' }]);
    });

    it('of a batch with a duplicate leaves none of the batch', async () => {
      await database.insert(Client, aClient('b'));
      const batch = ['a', 'b', 'c'].map(aClient);
      await expect(database.insertMany(Client, batch)).rejects.toBeInstanceOf(DuplicateKey);
      expect((await database.findMany(Client, {})).map(({ clientId }) => clientId)).toEqual(['b']);
    });

    it('is inserted by upsert, or its other columns are replaced', async () => {
      const consent = (scope: string, grantedAt: number): Consent => ({
        ...{ subject: 's', clientId: 'c', scope, grantedAt, expiresAt: 9 },
      });
      await database.upsert(Consent, [consent('a', 1), consent('b', 1)]);
      await database.upsert(Consent, [consent('b', 2), consent('c', 2)]);
      const rows = await database.findMany(Consent, {}, { orderBy: 'scope' });
      expect(rows.map((row) => ({ ...row }))).toEqual([consent('a', 1), consent('b', 2), consent('c', 2)]);
    });
  });

  describe('conditions', () => {
    beforeEach(() =>
      database.insertMany(Client, [
        { ...aClient('a'), createdAt: 10, disabledAt: null, version: 1 },
        { ...aClient('b'), createdAt: 20, disabledAt: 5, version: 1 },
        { ...aClient('c'), createdAt: 30, disabledAt: 6, version: 2 },
      ]),
    );

    it.each([
      ['nothing', {}, 'a b c'],
      ['a value', { version: 1 }, 'a b'],
      ['two values', { version: 1, disabledAt: 5 }, 'b'],
      ['null', { disabledAt: null }, 'a'],
      ['a list', { clientId: ['a', 'c', 'x'] }, 'a c'],
      ['an empty list', { clientId: [] }, ''],
      ['below', { createdAt: below(20) }, 'a'],
      ['at most', { createdAt: atMost(20) }, 'a b'],
      ['above', { createdAt: above(20) }, 'c'],
    ])('find by %s', async (_, where, expected) => {
      const rows = await database.findMany(Client, where, { orderBy: 'clientId' });
      expect(rows.map(({ clientId }) => clientId).join(' ')).toBe(expected);
    });

    it('never turn a forgotten value into "every row"', async () => {
      const where = { clientId: undefined } as unknown as { clientId: string };
      await expect(database.findMany(Client, where)).rejects.toThrow(TypeError);
      await expect(database.update(Client, where, { version: 9 })).rejects.toThrow(TypeError);
      await expect(database.delete(Client, where)).rejects.toThrow(TypeError);
      expect(await database.findMany(Client, { version: 9 })).toEqual([]);
      expect(await database.findMany(Client, {})).toHaveLength(3);
    });

    it('name only properties that exist', async () => {
      const where = { client_id: 'a' } as unknown as { clientId: string };
      await expect(database.find(Client, where)).rejects.toThrow('oauth_client has no property client_id');
    });

    it('limit and order what is found', async () => {
      const rows = await database.findMany(Client, {}, { orderBy: 'createdAt', limit: 2 });
      expect(rows.map(({ clientId }) => clientId)).toEqual(['a', 'b']);
    });
  });

  describe('an update', () => {
    beforeEach(() => database.insertMany(Client, ['a', 'b'].map(aClient)));

    it('counts the rows it matched, changed or not', async () => {
      expect(await database.update(Client, { version: 1 }, { name: 'x' })).toBe(2);
      expect(await database.update(Client, { version: 1 }, { name: 'x' })).toBe(2);
      expect(await database.update(Client, { clientId: 'nobody' }, { name: 'x' })).toBe(0);
    });

    it('adds to what the row holds, whoever asks at once', async () => {
      await Promise.all(
        Array.from({ length: 50 }, () =>
          database.update(Client, { clientId: 'a' }, { version: increment() }),
        ),
      );
      await database.update(Client, { clientId: 'a' }, { version: increment(-1) });
      expect((await database.find(Client, { clientId: 'a' }))!.version).toBe(50);
      expect((await database.find(Client, { clientId: 'b' }))!.version).toBe(1);
    });

    it('with a condition lets exactly one of 50 callers through', async () => {
      const won = await Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          database.update(Client, { clientId: 'a', disabledAt: null }, { disabledAt: i + 1 }),
        ),
      );
      expect(won.filter((count) => count === 1)).toHaveLength(1);
      expect(won.filter((count) => count === 0)).toHaveLength(49);
      expect((await database.find(Client, { clientId: 'a' }))!.disabledAt).toBe(won.indexOf(1) + 1);
    });
  });

  describe('a deletion', () => {
    beforeEach(() =>
      database.insertMany(
        Client,
        Array.from({ length: 7 }, (_, i) => ({ ...aClient(`c${i}`), createdAt: 100 - i })),
      ),
    );

    it('takes what the condition matches and counts it', async () => {
      expect(await database.delete(Client, { createdAt: above(98) })).toBe(2);
      expect(await database.findMany(Client, {})).toHaveLength(5);
    });

    it('in parts takes the first rows in order, and no more than it may', async () => {
      const where = { createdAt: atMost(98) };
      expect(await database.deleteSome(Client, where, 'createdAt', 3)).toBe(3);
      const left = await database.findMany(Client, {}, { orderBy: 'createdAt' });
      expect(left.map(({ createdAt }) => createdAt)).toEqual([97, 98, 99, 100]);
      expect(await database.deleteSome(Client, where, 'createdAt', 3)).toBe(2);
      expect(await database.deleteSome(Client, where, 'createdAt', 3)).toBe(0);
    });

    it('in parts works on a primary key of several columns', async () => {
      const consent = (scope: string): Consent => ({
        ...{ subject: 's', clientId: 'c', scope, grantedAt: 1, expiresAt: 1 },
      });
      await database.upsert(Consent, ['a', 'b', 'c'].map(consent));
      expect(await database.deleteSome(Consent, { expiresAt: atMost(1) }, 'expiresAt', 2)).toBe(2);
      expect(await database.findMany(Consent, {})).toHaveLength(1);
    });
  });

  describe('an update in parts', () => {
    beforeEach(() =>
      database.insertMany(
        Client,
        Array.from({ length: 7 }, (_, i) => ({ ...aClient(`c${i}`), createdAt: 100 - i })),
      ),
    );

    it('changes the first rows in order, and no more than it may', async () => {
      const where = { createdAt: atMost(98), name: 'Client' };
      const update = (): Promise<number> =>
        database.updateSome(Client, where, { name: 'Changed', version: increment() }, 'createdAt', 3);
      const changed = async (): Promise<unknown[]> =>
        (await database.findMany(Client, { name: 'Changed' }, { orderBy: 'createdAt' })).map(
          ({ createdAt, version }) => [createdAt, version],
        );
      const before = (await database.find(Client, { createdAt: 94 }))!.version;
      expect(await update()).toBe(3);
      expect(await changed()).toEqual([94, 95, 96].map((at) => [at, before + 1]));
      expect(await update()).toBe(2);
      expect(await update()).toBe(0);
      expect(await changed()).toEqual([94, 95, 96, 97, 98].map((at) => [at, before + 1]));
    });

    it('works on a primary key of several columns', async () => {
      const consent = (scope: string): Consent => ({
        ...{ subject: 's', clientId: 'c', scope, grantedAt: 1, expiresAt: 1 },
      });
      await database.upsert(Consent, ['a', 'b', 'c'].map(consent));
      const due = { expiresAt: atMost(1) };
      expect(await database.updateSome(Consent, due, { expiresAt: 9 }, 'expiresAt', 2)).toBe(2);
      expect(await database.findMany(Consent, { expiresAt: 9 })).toHaveLength(2);
    });
  });

  describe('a counter', () => {
    let id: Buffer;
    beforeEach(() => {
      id = randomBytes(32);
    });

    /** @param now a window lasts 100 from its first count */
    const countAt = (now: number, most = 1000): Promise<number> =>
      database.countUp(
        Attempt,
        { id, count: 1, windowEndsAt: now + 100 },
        { count: 'count', endsAt: 'windowEndsAt', now, latest: now + 200, most },
      );
    const row = async (): Promise<unknown> => {
      const attempt = await database.find(Attempt, { id });
      return attempt && [attempt.count, attempt.windowEndsAt];
    };

    it('gives each of 50 callers a number of its own', async () => {
      const counts = await Promise.all(Array.from({ length: 50 }, () => countAt(1000)));
      expect(counts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
      expect(await row()).toEqual([50, 1100]);
    });

    it('keeps its window until it is over, then begins anew', async () => {
      expect(await countAt(1000)).toBe(1);
      expect(await countAt(1099)).toBe(2);
      expect(await row()).toEqual([2, 1100]);
      expect(await countAt(1100)).toBe(1);
      expect(await row()).toEqual([1, 1200]);
    });

    it('goes on by a clock that is a little behind', async () => {
      await countAt(1000);
      expect(await countAt(950)).toBe(2);
      expect(await row()).toEqual([2, 1100]);
    });

    it('begins anew when the clock was set back', async () => {
      await countAt(5000);
      expect(await countAt(1000)).toBe(1);
      expect(await row()).toEqual([1, 1100]);
    });

    it('stops counting at the most', async () => {
      const counts = [];
      for (let i = 0; i < 5; i++) counts.push(await countAt(1000, 3));
      expect(counts).toEqual([1, 2, 3, 3, 3]);
    });

    it('does not take the number of another one', async () => {
      for (let i = 0; i < 5; i++) await countAt(1000);
      id = randomBytes(32);
      expect(await countAt(1000)).toBe(1);
    });
  });

  describe('a pair', () => {
    it('comes with the row its reference names, or with null', async () => {
      const id = randomBytes(16);
      await database.insert(Authorization, anAuthorization(id));
      await database.insertMany(AccessToken, [
        anAccessToken(Buffer.alloc(16, 1), id),
        anAccessToken(Buffer.alloc(16, 2), randomBytes(16)),
        anAccessToken(Buffer.alloc(16, 3), null),
      ]);
      const pair = (first: number) =>
        database.findWith(AccessToken, { id: Buffer.alloc(16, first) }, Authorization, 'authorizationId');
      expect(await pair(1)).toMatchObject([
        { id: Buffer.alloc(16, 1) },
        { id, subject: 's', scopes: ['openid'] },
      ]);
      expect(await pair(2)).toMatchObject([{ id: Buffer.alloc(16, 2) }, null]);
      expect(await pair(3)).toMatchObject([{ id: Buffer.alloc(16, 3) }, null]);
      expect(await pair(4)).toBeNull();
    });
  });
});

// SQLite has no lengths.
describe.each(DATABASES.filter((name) => name === 'mariadb'))('a value that is too long on %s', (name) => {
  let open: OpenStorage;

  beforeAll(async () => {
    open = await openStorage(name);
  });
  afterAll(() => open.close());

  it.each<[string, (database: Database, row: Consent) => Promise<unknown>]>([
    ['a statement', (database, row) => database.insert(Consent, row)],
    ['a unit', (database, row) => database.unit((rows) => rows.insert(Consent, row))],
  ])('is an error in %s, and nobody is told to try again', async (_, insert) => {
    const row = { subject: 's', clientId: 'c', scope: 'x'.repeat(129), grantedAt: 1, expiresAt: 2 };
    const thrown = await insert(open.database, row).catch((error: unknown) => error);
    expect(thrown).not.toBeInstanceOf(OAuthError);
    expect(thrown).toMatchObject({
      message: expect.stringMatching(/^A value does not fit its column: Data too long/),
    });
    expect(await open.database.findMany(Consent, {})).toEqual([]);
  });
});

function aClient(clientId: string): Client {
  return {
    clientId,
    name: 'Client',
    applicationType: 'spa',
    description: 'What it is for',
    owner: null,
    tokenEndpointAuthMethod: 'none',
    grantTypes: [],
    redirectUris: [],
    scopes: [],
    audiences: [],
    accessTokenFormat: 'jwt',
    accessTokenAlg: 'ES256',
    idTokenAlg: 'RS256',
    accessTokenSeconds: null,
    refreshTokenSeconds: 60,
    idTokenSeconds: null,
    requirePkce: true,
    firstParty: false,
    mayIntrospect: false,
    uri: null,
    logoUri: null,
    tosUri: 'https://client.example/terms',
    policyUri: null,
    initiateLoginUri: null,
    accent: '#364fc7',
    jwks: { keys: [{ kty: 'EC' }] },
    jwksUri: null,
    authSigningAlg: 'ES256',
    strictAssertionAudience: false,
    requirePushedAuthorizationRequests: true,
    dpopBoundAccessTokens: true,
    refreshPolicy: 'rotate',
    postLogoutRedirectUris: ['https://client.example/out'],
    backchannelLogoutUri: null,
    backchannelLogoutSessionRequired: false,
    createdAt: 1,
    updatedAt: 1,
    disabledAt: null,
    tokensRevokedAt: null,
    version: 1,
  };
}

function anAuthorization(id: Buffer): Authorization {
  return {
    id,
    clientId: 'c',
    subject: 's',
    sessionId: null,
    scopes: ['openid'],
    resources: [],
    mayRefresh: true,
    offline: false,
    claims: { userinfo: ['email'], idToken: [] },
    acr: 'a',
    amr: ['pwd'],
    authenticatedAt: 1,
    createdAt: 1,
    expiresAt: 2,
    revokedAt: null,
  };
}

function anAccessToken(id: Buffer, authorizationId: Buffer | null): AccessToken {
  return {
    id,
    digest: null,
    authorizationId,
    clientId: 'c',
    subject: 's',
    scopes: [],
    audience: [],
    dpopJkt: null,
    act: { sub: 'a', act: { sub: 'b' } },
    exchangedFrom: ['1', '2'].map((jti) => ({ jti, client_id: 'c' })),
    issuedAt: 1,
    expiresAt: 2,
    revokedAt: null,
  };
}
