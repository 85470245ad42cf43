import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Consent,
  Database,
  dataSourceOptions,
  migrate,
  OAUTH_ENTITIES,
  OAUTH_MIGRATIONS,
  OAuthError,
} from '@portcullis/oauth';
import { createConnection } from 'mysql2/promise';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { createDatabase, DATABASES, type TestDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { TcpProxy } from '../support/tcp-proxy.js';

const UNAVAILABLE = { code: 'temporarily_unavailable', status: 503 };

describe.each(DATABASES.filter((name) => name === 'mariadb'))('a pool of connections to %s', (name) => {
  let storage: TestDatabase;
  let dataSource: DataSource;

  /** @param pool settings of its own */
  const open = async (pool: object, proxy?: TcpProxy): Promise<Database> => {
    const options = dataSourceOptions(proxy?.url ?? storage.url, {
      entities: OAUTH_ENTITIES,
      migrations: OAUTH_MIGRATIONS,
    });
    dataSource = await new DataSource({ ...options, ...pool } as DataSourceOptions).initialize();
    await migrate(dataSource);
    return new Database(dataSource);
  };
  afterEach(async () => {
    await dataSource.destroy();
    await storage.drop();
  });

  const consent = (scope: string): Consent => ({
    subject: 's',
    clientId: 'c',
    scope,
    grantedAt: 1,
    expiresAt: 2,
  });

  it('whose queue is full answers 503 at once, and serves those in the queue', async () => {
    storage = await createDatabase(name);
    // One for the work and one for the lock of the migration.
    const database = await open({ poolSize: 2, extra: { queueLimit: 1 } });
    const busy = Promise.withResolvers<void>();
    const holders = [1, 2].map(() => database.unit(() => busy.promise));
    const queued = database.insert(Consent, consent('queued'));
    // The queue is joined a turn later.
    await new Promise((resolve) => setImmediate(resolve));

    const refused = await database.find(Consent, {}).catch((error: unknown) => error);
    busy.resolve();
    await Promise.all([...holders, queued]);

    expect(refused).toBeInstanceOf(OAuthError);
    expect(refused).toMatchObject(UNAVAILABLE);
    expect(await database.findMany(Consent, {})).toMatchObject([{ scope: 'queued' }]);
  });

  it('that was closed answers 503', async () => {
    storage = await createDatabase(name);
    const database = await open({});
    await dataSource.destroy();
    const refused = await database.find(Consent, {}).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(OAuthError);
    expect(refused).toMatchObject(UNAVAILABLE);
    await dataSource.initialize();
  });

  it('lets go of a connection whose server became read-only', async () => {
    storage = await createDatabase(name);
    const database = await open({ poolSize: 2 });
    const own = (): Promise<{ id: number }[]> => database.run((m) => m.query('SELECT CONNECTION_ID() AS id'));
    const [demoted] = await own();
    await database.run((manager) => manager.query('SET SESSION TRANSACTION READ ONLY'));
    expect(await own()).toEqual([demoted]);

    const refused = await database.insert(Consent, consent('a')).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(OAuthError);
    expect(refused).toMatchObject({ ...UNAVAILABLE, detail: expect.stringMatching(/READ ONLY/) });

    await database.insert(Consent, consent('a'));
    await database.unit((rows) => rows.insert(Consent, consent('b')));
    expect(await database.findMany(Consent, {})).toHaveLength(2);
    const [now] = await own();
    expect(now).not.toEqual(demoted);
  });

  it('lets go of a connection whose server became read-only inside a unit', async () => {
    storage = await createDatabase(name);
    const database = await open({ poolSize: 2 });
    await database.run((manager) => manager.query('SET SESSION TRANSACTION READ ONLY'));
    const insert = (): Promise<void> => database.unit((rows) => rows.insert(Consent, consent('a')));
    await expect(insert()).rejects.toMatchObject(UNAVAILABLE);
    await insert();
    expect(await database.findMany(Consent, {})).toHaveLength(1);
  });

  it.each([
    [
      'cuts what does not fit',
      'NO_ZERO_DATE',
      /add STRICT_TRANS_TABLES to its sql_mode \(now "NO_ZERO_DATE"\)/,
    ],
    ['does not know escapes', 'STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES', /remove NO_BACKSLASH_ESCAPES/],
  ])('to a server that %s is refused at the start', async (_, mode, problem) => {
    storage = await createDatabase(name);
    const database = await open({ poolSize: 2 });
    await database.onModuleInit();
    // Each of the two in use, so that the other work gets the other one.
    const both = Promise.withResolvers<void>();
    let set = 0;
    const change = (): Promise<void> =>
      database.run(async (manager) => {
        await manager.query(`SET SESSION sql_mode = '${mode}'`);
        if (++set === 2) both.resolve();
        await both.promise;
      });
    await Promise.all([change(), change()]);
    await expect(database.onModuleInit()).rejects.toThrow(problem);
  });

  it('that all fell silent while idle costs one request, not one per connection', async () => {
    storage = await createDatabase(name);
    const proxy = await TcpProxy.start(storage.url);
    try {
      const database = await open({ poolSize: 5 }, proxy);
      const ids = await Promise.all(
        Array.from({ length: 5 }, () => database.run((m) => m.query('SELECT CONNECTION_ID() AS id'))),
      );
      expect(new Set(ids.map(([{ id }]) => id as number)).size).toBe(5);

      proxy.swallow();
      await expect(database.find(Consent, {})).rejects.toMatchObject(UNAVAILABLE);
      proxy.mend();
      // One after another, each would get an idle connection.
      const found: unknown[] = [];
      for (let i = 0; i < 6; i++) found.push(await database.find(Consent, {}));
      expect(found).toEqual(Array(6).fill(null));
    } finally {
      proxy.cut();
      await proxy.close();
    }
  });

  it('ends in the server what was answered with 503, so that nothing of it takes effect later', async () => {
    storage = await createDatabase(name);
    const database = await open({ poolSize: 4 });
    await Promise.all(['a', 'b', 'c'].map((scope) => database.insert(Consent, consent(scope))));
    const locker = await createConnection({ uri: storage.url });
    try {
      await locker.beginTransaction();
      await locker.query('SELECT * FROM oauth_consent FOR UPDATE');
      const change = (scope: string): Promise<number> =>
        database.update(Consent, { subject: 's', clientId: 'c', scope }, { expiresAt: 3 });
      const unit = database.unit((rows) => rows.delete(Consent, { scope: 'c' }));
      const answers = await Promise.allSettled([change('a'), change('b'), unit]);
      expect(answers).toMatchObject(Array(3).fill({ status: 'rejected', reason: UNAVAILABLE }));

      const running = async (): Promise<number> => {
        const [rows] = await locker.query(
          "SELECT 1 FROM information_schema.processlist WHERE db = DATABASE() AND info RLIKE '^(UPDATE|DELETE)'",
        );
        return (rows as unknown[]).length;
      };
      await eventually(running, (count) => count === 0);
      await locker.commit();
      expect(await database.findMany(Consent, {}, { orderBy: 'scope' })).toEqual(
        ['a', 'b', 'c'].map((scope) => expect.objectContaining(consent(scope))),
      );
    } finally {
      await locker.end();
    }
  }, 20_000);
});
