import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEvent, User, UsernameTaken } from '@portcullis/oauth';
import { DATABASES } from '../support/databases.js';
import { ACTOR, PASSWORD, TestServer } from '../support/test-server.js';

describe.each(DATABASES)('users on %s', (database) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    await server.addUser('Bob');
  });
  afterAll(() => server.close());

  it('are stored with an argon2id hash of their own, never with the password', async () => {
    const [bob, eve] = await Promise.all([
      server.users.findByUsername('bob'),
      server.users.create('eve', PASSWORD, {}, ACTOR),
    ]);
    const hashes = await Promise.all(
      [bob!, eve].map(async ({ subject }) => (await server.database.find(User, { subject }))!.passwordHash),
    );
    for (const hash of hashes) expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  it.each(['bob', 'BOB', ' Bob ', 'Ｂｏｂ'])('sign in as %j, however they type their name', async (typed) => {
    expect(await server.users.authenticate(typed, PASSWORD)).toMatchObject({ username: 'Bob' });
  });

  it.each([
    ['a wrong password', 'bob', 'wrong'],
    ['no password', 'bob', ''],
    ['another case of the password', 'bob', PASSWORD.toUpperCase()],
    ['the password and a space', 'bob', `${PASSWORD} `],
    ['a password of more than 1024 bytes', 'bob', 'x'.repeat(1025)],
    ['a name nobody has', 'nobody', PASSWORD],
    ['the password of the decoy', 'nobody', 'no user has this password'],
    ['no name', '', PASSWORD],
  ])('are not signed in with %s', async (_, username, password) => {
    expect(await server.users.authenticate(username, password)).toBeNull();
  });

  it.each(['bob', 'BOB ', 'Ｂｏｂ'])('cannot take the name %j of another', async (name) => {
    await expect(server.users.create(name, PASSWORD, {}, ACTOR)).rejects.toBeInstanceOf(UsernameTaken);
    expect(await server.database.findMany(User, { usernameKey: 'bob' })).toHaveLength(1);
  });

  it('get one account when 10 requests ask for the same name at once', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => server.users.create('Race', PASSWORD, {}, ACTOR)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await server.database.findMany(User, { usernameKey: 'race' })).toHaveLength(1);
    expect(
      (await server.database.findMany(AuditEvent, { event: 'user.created' })).filter(
        ({ data }) => data['username'] === 'Race',
      ),
    ).toHaveLength(1);
  });

  it('keep claims and names in any script', async () => {
    const claims = { name: '李雷 🏯', address: { country: '中国' } };
    const { subject } = await server.users.create('李雷', PASSWORD, claims, ACTOR);
    expect(await server.users.find(subject)).toEqual({
      subject,
      username: '李雷',
      claims: { preferred_username: '李雷', ...claims },
      disabled: false,
    });
  });

  it('are told to be disabled, and enabled again', async () => {
    const { subject } = (await server.users.findByUsername('bob'))!;
    await server.users.setDisabled(subject, true, ACTOR);
    expect(await server.users.authenticate('bob', PASSWORD)).toMatchObject({ disabled: true });
    await server.users.setDisabled(subject, false, ACTOR);
    expect(await server.users.find(subject)).toMatchObject({ disabled: false });
  });
});
