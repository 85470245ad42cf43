import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AuditEvent,
  AuthorizationCode,
  Client,
  Consent,
  readHandle,
  User,
  UsernameTaken,
} from '@portcullis/oauth';
import { DATABASES } from '../support/databases.js';
import { obtainCode, obtainTokens, post, redeem, refresh } from '../support/flow.js';
import { ACTOR, PASSWORD, TestServer, type RegisteredClient } from '../support/test-server.js';

/** What a default MariaDB column takes for the same text. */
const LOOKALIKES: readonly [string, (text: string) => string][] = [
  ['another case', (text) => (text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase())],
  ['a trailing space', (text) => `${text} `],
  ['an accent', (text) => text.replace('a', 'á')],
  ['a trailing NUL', (text) => `${text}\0`],
  ['a full-width letter', (text) => text.replace('a', 'ａ')],
];

/** Values that some drivers turn into SQL, or that compare equal to any text. */
const OTHER_TYPES: readonly [string, unknown][] = [
  ['the number 0', 0],
  ['true', true],
  ['an object', { client_id: 1 }],
  ['an object with a toString of its own', { toString: () => '1 OR 1=1' }],
  ['an array in an array', [['acme-wiki']]],
];

describe.each(DATABASES)('values on %s are compared exactly:', (database) => {
  let server: TestServer;
  let client: RegisteredClient;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    await server.addUser();
    client = await server.register({ clientId: 'acme-wiki' });
  });
  afterAll(() => server.close());

  it.each(LOOKALIKES)('a client id with %s is unknown', async (_, change) => {
    const clientId = change('acme-wiki');
    expect(clientId).not.toBe('acme-wiki');
    expect(await server.registry.get('acme-wiki')).not.toBeNull();
    expect(await server.registry.get(clientId)).toBeNull();
    const impostor = { ...client, clientId };
    const response = await post(server, 'token', impostor, { grant_type: 'client_credentials' });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      error: 'invalid_client',
      error_description: 'Client authentication failed.',
    });
  });

  it('two client ids that differ only in case are two clients', async () => {
    const { clientId } = await server.register({ clientId: 'ACME-Wiki', name: 'Another' });
    expect(clientId).toBe('ACME-Wiki');
    expect((await server.registry.get('acme-wiki'))!.name).toBe('Acme Wiki');
    expect((await server.registry.get('ACME-Wiki'))!.name).toBe('Another');
  });

  it.each(LOOKALIKES)('a subject or scope with %s is another one', async (_, change) => {
    const consent = {
      subject: 'a-subject',
      clientId: 'acme-wiki',
      scope: 'read-all',
      grantedAt: 1,
      expiresAt: 2,
    };
    await server.database.upsert(Consent, [consent]);
    const find = (where: Partial<Consent>) => server.database.findMany(Consent, where);
    expect(await find({ subject: 'a-subject', scope: 'read-all' })).toHaveLength(1);
    expect(await find({ subject: change('a-subject') })).toEqual([]);
    expect(await find({ scope: change('read-all') })).toEqual([]);
  });

  it.each([
    ['another case', flipCase],
    ['a trailing space', (value: string) => `${value} `],
    ['an accent', (value: string) => value.replace(/[a-z]/, 'á')],
  ])('a code with %s is unknown, and the code itself still works', async (_, change) => {
    const result = await obtainCode(server, client);
    const refused = await redeem(server, client, { ...result, code: change(result.code) });
    expect([refused.status, await refused.json()]).toEqual([
      400,
      { error: 'invalid_grant', error_description: 'The grant is invalid, expired or already used.' },
    ]);
    const { id } = readHandle(result.code)!;
    expect(await server.database.find(AuthorizationCode, { id })).toMatchObject({ consumedAt: null });
    expect((await redeem(server, client, result)).status).toBe(200);
  });

  it.each([
    ['another case', flipCase],
    ['a trailing space', (value: string) => `${value} `],
  ])('a refresh token with %s is unknown, and the token itself still works', async (_, change) => {
    const { refresh_token: token } = await obtainTokens(server, client);
    expect((await refresh(server, client, change(token))).status).toBe(400);
    expect((await refresh(server, client, token)).status).toBe(200);
  });

  it.each(LOOKALIKES)('a user name with %s is nobody, and nobody can take it', async (_, change) => {
    const username = change('alice');
    expect(username).not.toBe('alice');
    expect(await server.users.findByUsername('alice')).not.toBeNull();
    expect(await server.users.findByUsername(username)).toBeNull();
    expect(await server.users.authenticate(username, PASSWORD)).toBeNull();
    await expect(server.users.create(username, PASSWORD, {}, ACTOR)).rejects.toBeInstanceOf(UsernameTaken);
  });

  it.each(OTHER_TYPES)('%s is refused as a value for text and bytes', async (_, value) => {
    const any = value as never;
    const { database } = server;
    await expect(database.find(Client, { clientId: any })).rejects.toThrow(TypeError);
    await expect(database.find(User, { usernameKey: any })).rejects.toThrow(TypeError);
    await expect(database.find(AuthorizationCode, { id: any })).rejects.toThrow(TypeError);
    await expect(database.find(AuditEvent, { id: any })).rejects.toThrow(TypeError);
    await expect(database.update(Client, { clientId: any }, { name: 'taken over' })).rejects.toThrow(
      TypeError,
    );
    await expect(database.delete(Client, { clientId: any })).rejects.toThrow(TypeError);
    expect(await database.find(Client, { clientId: 'acme-wiki' })).toMatchObject({ name: 'Acme Wiki' });
  });
});

function flipCase(value: string): string {
  return value.replace(/[a-z]/i, (letter) => {
    const lower = letter.toLowerCase();
    return letter === lower ? letter.toUpperCase() : lower;
  });
}
