import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEvent, InvalidUser, UnknownUser, User, UsernameTaken } from '@portcullis/oauth';
import { DATABASES } from '../support/databases.js';
import { ACTOR, PASSWORD, TestServer } from '../support/test-server.js';

describe.each(DATABASES)('users on %s', (database) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    await server.addUser('Bob');
  });
  afterAll(() => server.close());

  const count = async (entity: typeof User | typeof AuditEvent): Promise<number> =>
    (await server.database.findMany(entity as typeof User, {})).length;

  it('are stored with an argon2id hash of their own, never with the password', async () => {
    const [bob, eve] = await Promise.all([
      server.users.findByUsername('Bob'),
      server.users.create('eve', PASSWORD, {}, ACTOR),
    ]);
    const hashes = await Promise.all(
      [bob!, eve].map(async ({ subject }) => (await server.database.find(User, { subject }))!.passwordHash),
    );
    for (const hash of hashes) expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  it('sign in with the name as it was registered', async () => {
    expect(await server.users.authenticate('Bob', PASSWORD)).toMatchObject({ username: 'Bob' });
  });

  it.each(['NFC', 'NFD'])(
    'sign in with either Unicode form of a name that was registered in %s',
    async (form) => {
      const name = `Zoë-${form}`;
      const { subject } = await server.users.create(name.normalize(form), PASSWORD, {}, ACTOR);
      for (const typed of [name.normalize('NFC'), name.normalize('NFD')]) {
        expect(await server.users.authenticate(typed, PASSWORD)).toMatchObject({
          subject,
          username: name.normalize('NFC'),
        });
        expect(await server.users.findByUsername(typed)).toMatchObject({ subject });
      }
    },
  );

  it.each([
    ['a wrong password', 'Bob', 'wrong'],
    ['no password', 'Bob', ''],
    ['another case of the password', 'Bob', PASSWORD.toUpperCase()],
    ['the password and a space', 'Bob', `${PASSWORD} `],
    ['a password of more than 1024 bytes', 'Bob', 'x'.repeat(1025)],
    ['another case of the name', 'bob', PASSWORD],
    ['a space before the name', ' Bob', PASSWORD],
    ['a space after the name', 'Bob ', PASSWORD],
    ['an accent in the name', 'Bób', PASSWORD],
    ['full-width letters', 'Ｂｏｂ', PASSWORD],
    ['an invisible character in the name', 'Bo\u200bb', PASSWORD],
    ['a soft hyphen in the name', 'Bo\u00adb', PASSWORD],
    ['a direction mark after the name', 'Bob\u200e', PASSWORD],
    ['a NUL after the name', 'Bob\0', PASSWORD],
    ['a name nobody has', 'nobody', PASSWORD],
    ['the password of the decoy', 'nobody', 'no user has this password'],
    ['no name', '', PASSWORD],
  ])('are not signed in with %s', async (_, username, password) => {
    expect(await server.users.authenticate(username, password)).toBeNull();
  });

  describe('beside "admin"', () => {
    beforeAll(() => server.addUser('admin'));

    it.each([
      ['the same name', 'admin'],
      ['a capital letter', 'Admin'],
      ['capital letters', 'ADMIN'],
      ['a space after it', 'admin '],
      ['a space before it', ' admin'],
      ['an unbreakable space after it', 'admin\u00a0'],
      ['an accent', 'ádmin'],
      ['an accent of its own', 'a\u0301dmin'],
      ['several accents', 'ḁ\u0301dmïn'],
      ['full-width letters', 'ａｄｍｉｎ'],
      ['mathematical letters', '𝐚𝐝𝐦𝐢𝐧'],
      ['a Turkish capital i', 'ADMİN'],
      ['a zero-width space', 'ad\u200bmin'],
      ['a zero-width joiner', 'admin\u200d'],
      ['a byte order mark', '\ufeffadmin'],
      ['a soft hyphen', 'ad\u00admin'],
      ['a filler', 'adm\u3164in'],
      ['a direction mark', 'admin\u200f'],
      ['a NUL', 'admin\0'],
      ['a line break', 'admin\n'],
      ['an invisible character between it and a space', '\u200b admin \u200b'],
    ])('nobody is registered with %s, nor signs in as it', async (what, username) => {
      const before = await count(User);
      await expect(server.users.create(username, PASSWORD, {}, ACTOR)).rejects.toBeInstanceOf(UsernameTaken);
      expect(await count(User)).toBe(before);
      if (what === 'the same name') return;
      expect(await server.users.authenticate(username, PASSWORD)).toBeNull();
      expect(await server.users.findByUsername(username)).toBeNull();
    });

    it('another name is another name', async () => {
      const { subject } = await server.users.create('admin2', PASSWORD, {}, ACTOR);
      expect(await server.users.authenticate('admin2', PASSWORD)).toMatchObject({ subject });
    });
  });

  it.each([
    ['राम', 'रमा'],
    ['かき', 'がき'],
  ])('are told apart where marks are letters: %s and %s', async (one, other) => {
    await server.users.create(one, PASSWORD, {}, ACTOR);
    await server.users.create(other, PASSWORD, {}, ACTOR);
    expect((await server.users.authenticate(one, PASSWORD))?.username).toBe(one);
    expect((await server.users.authenticate(other, PASSWORD))?.username).toBe(other);
  });

  it.each([
    ['no name', '', PASSWORD],
    ['a name of spaces', ' \u00a0\u3000', PASSWORD],
    ['a name of invisible characters', '\u200b\u2060\ufeff', PASSWORD],
    ['a name of accents', '\u0301\u0308', PASSWORD],
    ['a name of fillers', '\u3164\u2800', PASSWORD],
    ['a name of 256 characters', 'n'.repeat(256), PASSWORD],
    ['a name that is long when spelt out', 'ﷺ'.repeat(255), PASSWORD],
    ['no password', 'valid', ''],
    ['a password of 1025 bytes', 'valid', `${'é'.repeat(512)}x`],
  ])('are not registered with %s', async (_, username, password) => {
    const before = [await count(User), await count(AuditEvent)];
    await expect(server.users.create(username, password, {}, ACTOR)).rejects.toBeInstanceOf(InvalidUser);
    expect([await count(User), await count(AuditEvent)]).toEqual(before);
  });

  it('may have the longest name and password', async () => {
    const [name, password] = ['ñ'.repeat(255), 'é'.repeat(512)];
    const { subject } = await server.users.create(name, password, {}, ACTOR);
    expect(await server.users.authenticate(name, password)).toMatchObject({ subject });
  });

  it('get another password: the former one is over, and everything proven with it', async () => {
    const { subject } = await server.addUser('grace');
    const before = (await server.users.find(subject))!.credentialsChangedAt!;
    server.clock.advance(60);
    await server.users.setPassword(subject, 'another horse', ACTOR);
    expect(await server.users.authenticate('grace', PASSWORD)).toBeNull();
    const account = await server.users.authenticate('grace', 'another horse');
    expect(account!.credentialsChangedAt).toBeGreaterThanOrEqual(before + 60_000);
    const [event] = await server.database.findMany(AuditEvent, { event: 'user.password_set', subject });
    expect(event).toMatchObject({ actor: ACTOR.subject, data: {} });
  });

  it.each(['', 'x'.repeat(1025)])('keep their password when the new one cannot be kept', async (password) => {
    const { subject, credentialsChangedAt } = (await server.users.findByUsername('Bob'))!;
    await expect(server.users.setPassword(subject, password, ACTOR)).rejects.toBeInstanceOf(InvalidUser);
    expect(await server.users.authenticate('Bob', PASSWORD)).toMatchObject({ credentialsChangedAt });
  });

  it('who do not exist cannot be changed, and no event says they were', async () => {
    const before = await count(AuditEvent);
    for (const work of [
      () => server.users.setPassword('nobody', PASSWORD, ACTOR),
      () => server.users.setDisabled('nobody', true, ACTOR),
      () => server.users.setDisabled('nobody', false, ACTOR),
    ]) {
      await expect(work()).rejects.toBeInstanceOf(UnknownUser);
    }
    expect(await count(AuditEvent)).toBe(before);
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
    const { subject, credentialsChangedAt } = await server.users.create('李雷', PASSWORD, claims, ACTOR);
    expect(await server.users.find(subject)).toEqual({
      subject,
      username: '李雷',
      claims: { preferred_username: '李雷', ...claims },
      disabled: false,
      credentialsChangedAt,
    });
    expect((await server.database.find(User, { subject }))!.createdAt).toBe(credentialsChangedAt);
  });

  it('are told to be disabled, and enabled again', async () => {
    const { subject, credentialsChangedAt: before } = (await server.users.findByUsername('Bob'))!;
    server.clock.advance(60);
    await server.users.setDisabled(subject, true, ACTOR);
    const { disabled, credentialsChangedAt } = (await server.users.authenticate('Bob', PASSWORD))!;
    expect(disabled).toBe(true);
    expect(credentialsChangedAt).toBeGreaterThanOrEqual(before! + 60_000);
    server.clock.advance(60);
    await server.users.setDisabled(subject, false, ACTOR);
    // What ended stays ended, and what came after stays.
    expect(await server.users.find(subject)).toMatchObject({ disabled: false, credentialsChangedAt });
  });
});
