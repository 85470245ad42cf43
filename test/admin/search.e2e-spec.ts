import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SigningKey } from '@portcullis/oauth';
import { DATABASES } from '../support/databases.js';
import { authorizeUrl } from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { AdminApp, type AdminBrowser } from './admin-app.js';
import { referenceOf } from './reference-of.js';

interface Hit {
  readonly kind: string;
  readonly id: string;
  readonly title: string;
  readonly detail: string | null;
  readonly disabled: boolean;
}

describe.each(DATABASES)('searching for anything, on %s', (database) => {
  let server: TestServer;
  let admin: AdminApp;
  let wiki: RegisteredClient;
  const browsers: Record<string, AdminBrowser> = {};

  beforeAll(async () => {
    server = await TestServer.start({ database });
    admin = await AdminApp.start(server);
    await admin.addOwner('olga');
    wiki = await server.register({ name: 'Acme Wiki' });
    await server.register({ name: 'Travel 100%' });
    await server.addUser('ada.lovelace', { name: 'Ada Lovelace' });
    await admin.addMember('vera', 'viewer');
    await admin.addMember('kim', 'key_manager');
    await admin.addMember('cleo', 'client_manager', [wiki.clientId]);
    for (const name of ['olga', 'vera', 'kim', 'cleo']) browsers[name] = await admin.signIn(name);
  }, 120_000);
  afterAll(async () => {
    await admin.close();
    await server.close();
  });

  async function search(text: string, as = 'olga'): Promise<readonly Hit[]> {
    const { status, body } = await browsers[as]!.get<{ hits: Hit[] }>(
      `/api/search?q=${encodeURIComponent(text)}`,
    );
    expect(status).toBe(200);
    return body.hits;
  }
  const kinds = async (text: string, as?: string): Promise<string[]> =>
    (await search(text, as)).map(({ kind }) => kind);

  it('18 finds a client by part of its name or by its id', async () => {
    const hit = { kind: 'client', id: wiki.clientId, title: 'Acme Wiki', disabled: false };
    expect(await search('wiki')).toEqual([{ ...hit, detail: wiki.clientId }]);
    expect(await search(wiki.clientId)).toMatchObject([hit]);
    expect(await search('100%')).toMatchObject([{ title: 'Travel 100%' }]);
    expect(await search('10_%')).toEqual([]);
  });

  it('18 finds a user as the list of users does: by part of a name, whatever its case, or by the subject', async () => {
    const [hit] = await search('ADA.l');
    expect(hit).toMatchObject({ kind: 'user', title: 'Ada Lovelace', detail: 'ada.lovelace' });
    expect(await search(hit!.id)).toEqual([hit]);
    expect(await search('lovelace')).toEqual([hit]);
    expect(await search('ÀDA')).toEqual([hit]);
    expect(await search('a_a')).toEqual([]);
  });

  it('18 finds a key by its id', async () => {
    const [key] = await server.database.findMany(SigningKey, {}, { limit: 1 });
    expect(await search(key!.kid)).toEqual([
      { kind: 'key', id: key!.kid, title: key!.kid, detail: key!.alg, disabled: false },
    ]);
    expect(await kinds(key!.kid.slice(0, 8))).toContain('key');
  });

  it('18 finds an error by its reference, also inside a longer text', async () => {
    const reference = await referenceOf(
      authorizeUrl(server, wiki, pkce(), { redirect_uri: 'https://wiki.example/cb/' }),
    );
    const found = await search(
      `Hello, the page says “Reference ${reference.toUpperCase()}”. ${'x'.repeat(300)}`,
    );
    expect(found.map(({ kind, id }) => [kind, id])).toEqual([
      ['error', reference],
      ['event', reference],
    ]);
    // What a person may not read is not found.
    expect(await kinds(reference, 'vera')).toEqual(['error']);
    expect(await kinds(reference, 'cleo')).toEqual(['error', 'event']);
    expect(await kinds('01a20074-f0b3-7da3-9066-000000000000')).toEqual([]);
  });

  it('18 finds of each kind what the role may read', async () => {
    expect(await kinds('ada', 'vera')).toEqual(['user']);
    expect(await kinds('ada', 'kim')).toEqual([]);
    expect(await kinds('ada', 'cleo')).toEqual([]);
    expect(await kinds('wiki', 'kim')).toEqual(['client']);
  });

  it.each([
    ['nothing', '', 400],
    ['too much', 'x'.repeat(2001), 400],
    ['spaces', '  ', 200],
    ['a quotation mark', "' OR 1=1 --", 200],
    ['what is no letter', '\u200b🙂%', 200],
    ['what ends a pattern', '\u0000', 400],
  ])('answers for %s', async (_, text, expected) => {
    const { status } = await browsers['olga']!.get(`/api/search?q=${encodeURIComponent(text)}`);
    expect(status).toBe(expected);
  });
});
