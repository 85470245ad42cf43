import { afterEach, describe, expect, it } from '@jest/globals';
import { dataSourceOptions, OAUTH_ENTITIES, OAUTH_MIGRATIONS, SigningKey } from '@portcullis/oauth';
import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { createDatabase, DATABASES, type TestDatabase } from '../support/databases.js';
import { ServerProcess } from '../support/server-process.js';

const NAMES = OAUTH_MIGRATIONS.map((migration) => new migration().name);

describe.each(DATABASES)('four processes that start together on an empty %s', (name) => {
  let storage: TestDatabase;
  afterEach(() => storage.drop());

  it('run one migration, agree on one key set and all serve', async () => {
    storage = await createDatabase(name);
    const environment = {
      ISSUER: 'http://localhost:3000',
      MASTER_KEY: randomBytes(32).toString('base64url'),
      DATABASE_URL: storage.url,
    };

    const started = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const migration = ServerProcess.run(environment, { script: 'migrate.js' });
        const { code } = await migration.exited;
        const server = await ServerProcess.start(environment);
        return { migration: { code, printed: migration.printed }, server };
      }),
    );
    const keySets = await Promise.all(
      started.map(async ({ server }) => (await fetch(`${server.origin}/oauth/jwks`)).json()),
    );
    const exits = await Promise.all(started.map(({ server }) => server.process.stop()));

    expect(started.map(({ migration }) => migration).sort(byText)).toEqual([
      { code: 0, printed: `Migrated: ${NAMES.join(', ')}\n` },
      ...Array(3).fill({ code: 0, printed: 'The schema is up to date.\n' }),
    ]);
    expect((keySets[0] as { keys: unknown[] }).keys).toHaveLength(4);
    expect(keySets).toEqual(Array(4).fill(keySets[0]));
    expect(exits).toEqual(Array(4).fill({ code: null, signal: 'SIGTERM' }));

    const dataSource = await new DataSource(
      dataSourceOptions(storage.url, { entities: OAUTH_ENTITIES }),
    ).initialize();
    const keys = await dataSource.getRepository(SigningKey).find();
    const migrations = await dataSource.query('SELECT name FROM migrations');
    await dataSource.destroy();
    expect(keys.map(({ alg, sequence }) => `${alg} ${sequence}`).sort()).toEqual([
      'ES256 1',
      'ES256 2',
      'RS256 1',
      'RS256 2',
    ]);
    expect(migrations).toEqual(NAMES.map((migration) => ({ name: migration })));
  });
});

function byText(a: { printed: string }, b: { printed: string }): number {
  return a.printed < b.printed ? -1 : Number(a.printed > b.printed);
}
