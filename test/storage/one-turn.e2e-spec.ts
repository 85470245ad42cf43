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

  const swap = (
    { id, digest }: Pick<AccessToken, 'id' | 'digest'>,
    changes: Partial<AccessToken>,
  ): Promise<boolean> =>
    database.swap(AccessToken, {
      key: id,
      property: 'digest',
      from: digest,
      changes: { digest: randomBytes(32), ...changes },
    });

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

  it('swap each its own row, where it is still as it was read', async () => {
    const tokens = crowd();
    await database.insertMany(AccessToken, tokens.slice(0, CROWD - 1));
    // Somebody else was ahead with one, and with another only as far as its owner's other columns go.
    await another.query('UPDATE oauth_access_token SET digest = ? WHERE id = ?', [
      randomBytes(32),
      tokens[7]!.id,
    ]);
    await another.query('UPDATE oauth_access_token SET revoked_at = 4 WHERE id = ?', [tokens[8]!.id]);
    const made = await Promise.all([
      ...tokens.map((token, i) => swap(token, { scopes: [`s${i}`], dpopJkt: i % 2 ? null : `k${i}` })),
      swap(tokens[3]!, { scopes: ['twice'], dpopJkt: null }),
    ]);

    const lost = [7, CROWD - 1];
    expect(made.slice(0, CROWD)).toEqual(
      tokens.map((_, i) => (i === 3 ? expect.any(Boolean) : !lost.includes(i))),
    );
    expect(made[3]).toBe(!made[CROWD]);
    const found = await Promise.all(tokens.map(({ id }) => database.find(AccessToken, { id })));
    expect(found.map((token) => token && { scopes: token.scopes, dpopJkt: token.dpopJkt })).toEqual(
      tokens.map((_, i) => {
        if (i === CROWD - 1) return null;
        if (i === 7) return { scopes: [], dpopJkt: null };
        if (i === 3 && made[CROWD]) return { scopes: ['twice'], dpopJkt: null };
        return { scopes: [`s${i}`], dpopJkt: i % 2 ? null : `k${i}` };
      }),
    );
    expect(found[8]).toMatchObject({ revokedAt: 4 });
  });

  it('swap nothing for what does not fit, and the others all the same', async () => {
    const tokens = crowd();
    await database.insertMany(AccessToken, tokens);
    const results = await Promise.allSettled(
      tokens.map(({ id, digest }, i) =>
        swap({ id, digest }, { subject: i === 5 ? (null as never) : `s${i}` }),
      ),
    );
    expect(
      results.map((result) => (result.status === 'rejected' ? String(result.reason) : result.value)),
    ).toEqual(tokens.map((_, i) => (i === 5 ? expect.stringMatching(/^Error: A value does not fit/) : true)));
    const found = await database.findMany(AccessToken, {}, { orderBy: 'clientId' });
    expect(found.filter(({ subject }) => subject === 's')).toHaveLength(1);
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
  it('inserts, lookups and swaps of one turn are one statement each, and other claims are not', async () => {
    const open = await openStorage('mariadb');
    const sent: string[] = [];
    open.dataSource.logger.logQuery = (sql) => void sent.push(sql.split(' ')[0]!);
    const ids = Array.from({ length: CROWD }, () => randomBytes(16));
    try {
      await Promise.all(ids.map((id) => open.database.find(AccessToken, { id })));
      expect(sent.splice(0)).toEqual(['SELECT']);
      const swaps = ids.map((id) =>
        open.database.swap(AccessToken, { key: id, property: 'digest', from: id, changes: { digest: id } }),
      );
      expect(await Promise.all(swaps)).toEqual(ids.map(() => false));
      // None was made, so the rows are asked.
      expect(sent.splice(0)).toEqual(['UPDATE', 'SELECT']);
      await Promise.all(ids.map((id) => open.database.update(AccessToken, { id }, { revokedAt: 1 })));
      expect(sent.splice(0)).toEqual(Array(CROWD).fill('UPDATE'));
    } finally {
      await open.close();
    }
  });
});
