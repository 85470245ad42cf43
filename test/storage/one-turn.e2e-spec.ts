import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AccessToken, DuplicateKey, OAuthError, type Database } from '@portcullis/oauth';
import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { DATABASES } from '../support/databases.js';
import { connectTo, openStorage, type OpenStorage } from '../support/open-storage.js';

const CROWD = 60;

describe.each(DATABASES)('statements of one turn on %s', (name) => {
  let open: OpenStorage;
  let database: Database;
  let another: DataSource;

  beforeAll(async () => {
    open = await openStorage(name);
    database = open.database;
    another = await connectTo(open.storage);
  });
  afterAll(async () => {
    await another.destroy();
    await open.close();
  });
  beforeEach(() => database.delete(AccessToken, {}));

  const aToken = (clientId: string, id = randomBytes(16)): AccessToken =>
    Object.assign(new AccessToken(), {
      ...{ id, digest: randomBytes(32), authorizationId: null, clientId, subject: 's', scopes: [] },
      ...{ audience: ['a'], dpopJkt: null, act: null, exchangedFrom: [], issuedAt: 1, expiresAt: 2 },
      revokedAt: null,
    });

  const crowd = (): AccessToken[] => Array.from({ length: CROWD }, (_, i) => aToken(`c${i}`));

  /** What another process sees. */
  const committed = async (): Promise<number> => {
    const [row] = await another.query('SELECT COUNT(*) AS n FROM oauth_access_token');
    return Number(row.n);
  };

  it('have each been committed when their callers hear of it', async () => {
    const seen = await Promise.all(
      crowd().map(async (token) => {
        await database.insert(AccessToken, token);
        const [row] = await another.query('SELECT client_id AS c FROM oauth_access_token WHERE id = ?', [
          token.id,
        ]);
        return String(row?.c) === token.clientId;
      }),
    );
    expect(seen.filter(Boolean)).toHaveLength(CROWD);
  });

  it('fail alone: a row that exists already, and one that does not fit', async () => {
    const tokens = crowd();
    await database.insert(AccessToken, tokens[7]!);
    tokens[11] = { ...tokens[11]!, subject: null as never };
    const results = await Promise.allSettled(tokens.map((token) => database.insert(AccessToken, token)));
    const failed = results.flatMap((result, i) => (result.status === 'rejected' ? [[i, result.reason]] : []));
    expect(failed).toEqual([
      [7, expect.any(DuplicateKey)],
      [11, expect.objectContaining({ message: expect.stringMatching(/^A value does not fit/) })],
    ]);
    expect(failed[1]![1]).not.toBeInstanceOf(OAuthError);
    expect(await committed()).toBe(CROWD - 1);
  });

  it('find each its own row, an object of its own, and nothing where there is nothing', async () => {
    const tokens = crowd();
    await database.insertMany(AccessToken, tokens);
    const asked = [...tokens, tokens[0]!, aToken('nobody')];
    const found = await Promise.all(asked.map(({ id }) => database.find(AccessToken, { id })));
    expect(found.slice(0, CROWD).map((token) => token?.clientId)).toEqual(
      tokens.map(({ clientId }) => clientId),
    );
    expect(found[CROWD]).toEqual(found[0]);
    expect(found[CROWD]).not.toBe(found[0]);
    expect(found[CROWD + 1]).toBeNull();
  });

  it('see what came before them', async () => {
    const token = aToken('c');
    const claim = (): Promise<number> =>
      database.update(AccessToken, { id: token.id, revokedAt: null }, { revokedAt: 5 });
    await database.insert(AccessToken, token);
    const claims = await Promise.all(Array.from({ length: CROWD }, claim));
    expect(claims.filter((affected) => affected === 1)).toHaveLength(1);
    expect(await database.find(AccessToken, { id: token.id })).toMatchObject({ revokedAt: 5 });
  });

  if (name !== 'sqlite') return;

  it('have all failed when the disk is full, and go on afterwards', async () => {
    const [{ page_count: pages }] = await open.dataSource.query('PRAGMA page_count');
    await open.dataSource.query(`PRAGMA max_page_count = ${Number(pages) + 4}`);
    const large = crowd().map((token) => ({ ...token, audience: ['x'.repeat(20_000)] }));
    const results = await Promise.allSettled(large.map((token) => database.insert(AccessToken, token)));
    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    const stored = await committed();
    expect(reasons).toHaveLength(CROWD - stored);
    for (const reason of reasons) expect(reason).toMatchObject({ status: 503 });
    await open.dataSource.query('PRAGMA max_page_count = 1073741823');
    await database.insert(AccessToken, aToken('after'));
    expect(await committed()).toBe(stored + 1);
  });
});

(DATABASES.includes('mariadb') ? describe : describe.skip)('on mariadb', () => {
  it('inserts and lookups of one turn are one statement each, and claims are not', async () => {
    const open = await openStorage('mariadb');
    const sent: string[] = [];
    open.dataSource.logger.logQuery = (sql) => void sent.push(sql.split(' ')[0]!);
    const ids = Array.from({ length: CROWD }, () => randomBytes(16));
    try {
      await Promise.all(ids.map((id) => open.database.find(AccessToken, { id })));
      expect(sent.splice(0)).toEqual(['SELECT']);
      await Promise.all(ids.map((id) => open.database.update(AccessToken, { id }, { revokedAt: 1 })));
      expect(sent.splice(0)).toEqual(Array(CROWD).fill('UPDATE'));
    } finally {
      await open.close();
    }
  });
});
