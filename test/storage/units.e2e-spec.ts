import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Consent, Database, DuplicateKey, OAuthError } from '@portcullis/oauth';
import { DATABASES } from '../support/databases.js';
import { openStorage, type OpenStorage } from '../support/open-storage.js';

describe.each(DATABASES)('units on %s', (name) => {
  let open: OpenStorage;
  let database: Database;

  beforeAll(async () => {
    open = await openStorage(name);
    database = open.database;
  });
  afterAll(() => open.close());
  beforeEach(() => database.delete(Consent, {}));

  const consent = (scope: string): Consent => ({
    subject: 's',
    clientId: 'c',
    scope,
    grantedAt: 1,
    expiresAt: 2,
  });
  const scopes = async (): Promise<string[]> =>
    (await database.findMany(Consent, {})).map(({ scope }) => scope).sort();

  it('commit all their statements together and return what the work returned', async () => {
    const result = await database.unit(async (rows) => {
      await rows.insert(Consent, consent('a'));
      await rows.insert(Consent, consent('b'));
      return rows.update(Consent, { subject: 's' }, { grantedAt: 5 });
    });
    expect(result).toBe(2);
    expect(await scopes()).toEqual(['a', 'b']);
  });

  it('see their own changes through TypeORM too', async () => {
    const seen = await database.unit(async (rows, manager) => {
      await rows.insert(Consent, consent('a'));
      return manager.count(Consent);
    });
    expect(seen).toBe(1);
  });

  it('leave nothing behind when the work throws, and pass its error on as it is', async () => {
    const reason = new Error('changed my mind');
    const unit = database.unit(async (rows) => {
      await rows.insert(Consent, consent('a'));
      throw reason;
    });
    await expect(unit).rejects.toBe(reason);
    expect(await scopes()).toEqual([]);
  });

  it('leave nothing behind when a statement fails', async () => {
    await database.insert(Consent, consent('b'));
    const unit = database.unit(async (rows) => {
      await rows.insert(Consent, consent('a'));
      await rows.insert(Consent, consent('b'));
    });
    await expect(unit).rejects.toBeInstanceOf(DuplicateKey);
    expect(await scopes()).toEqual(['b']);
  });

  it('keep statements of others out: an acknowledged insert survives a rollback', async () => {
    const opened = Promise.withResolvers<void>();
    const proceed = Promise.withResolvers<void>();
    const unit = database.unit(async (rows) => {
      await rows.insert(Consent, consent('poisoned'));
      opened.resolve();
      await proceed.promise;
      throw new Error('rolled back');
    });
    await opened.promise;
    const others = ['a', 'b', 'c'].map((scope) => database.insert(Consent, consent(scope)));
    const found = database.findMany(Consent, { scope: 'poisoned' });
    proceed.resolve();
    await expect(unit).rejects.toThrow('rolled back');
    await Promise.all(others);
    expect(await found).toEqual([]);
    expect(await scopes()).toEqual(['a', 'b', 'c']);
  });

  it('run at once with each other and with statements, and every one keeps its word', async () => {
    const units = Array.from({ length: 30 }, (_, i) =>
      database.unit(async (rows) => {
        await rows.insert(Consent, consent(`unit ${i} first`));
        await new Promise((resolve) => setImmediate(resolve));
        if (i % 3 === 0) throw new Error('rolled back');
        await rows.insert(Consent, consent(`unit ${i} second`));
      }),
    );
    const statements = Array.from({ length: 60 }, (_, i) =>
      database.insert(Consent, consent(`statement ${i}`)),
    );
    const outcomes = await Promise.allSettled(units);
    await Promise.all(statements);

    expect(outcomes.map(({ status }) => status)).toEqual(
      Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? 'rejected' : 'fulfilled')),
    );
    const kept = Array.from({ length: 30 }, (_, i) => i)
      .filter((i) => i % 3 !== 0)
      .flatMap((i) => [`unit ${i} first`, `unit ${i} second`]);
    expect(await scopes()).toEqual(
      [...kept, ...Array.from({ length: 60 }, (_, i) => `statement ${i}`)].sort(),
    );
  });

  it('that take too long are rolled back and answered 503, and harm nobody meanwhile', async () => {
    const proceed = Promise.withResolvers<void>();
    let ended: Promise<unknown> = Promise.resolve();
    const unit = database.unit(async (rows) => {
      await rows.insert(Consent, consent('late'));
      ended = proceed.promise;
      await ended;
    });
    await expect(unit).rejects.toBeInstanceOf(OAuthError);
    const other = database.insert(Consent, consent('other'));
    proceed.resolve();
    await other;
    expect(await scopes()).toEqual(['other']);
  });
});
