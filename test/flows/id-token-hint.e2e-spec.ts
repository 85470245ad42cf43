import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerIn } from '../support/answers.js';
import { DATABASES } from '../support/databases.js';
import { authorizeUrl, obtainCode, redeem, signIn, type TokenAnswer } from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { forgeries } from '../support/jwt.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';

describe.each(DATABASES)('id_token_hint on %s', (database) => {
  let server: TestServer;
  let client: RegisteredClient;
  let other: RegisteredClient;

  beforeAll(async () => {
    server = await TestServer.start({ database });
    await server.addUser('alice');
    await server.addUser('bob', { name: 'Bob' });
    client = await server.register();
    other = await server.register({ name: 'Other', redirectUris: ['https://other.example/cb'] });
  });
  afterAll(() => server.close());

  /** A browser in which this user is signed in and has consented, with their ID token. */
  async function signedIn(username: string, of = client): Promise<{ visitor: Visitor; idToken: string }> {
    const visitor = new Visitor();
    const proof = pkce();
    const page = await visitor.visit(authorizeUrl(server, of, proof));
    await signIn(visitor, page, username);
    const result = await obtainCode(server, of, {}, visitor);
    const tokens = (await (await redeem(server, of, result)).json()) as TokenAnswer;
    return { visitor, idToken: tokens.id_token };
  }

  const ask = (visitor: Visitor, hint: string, prompt?: string) =>
    visitor.visit(authorizeUrl(server, client, pkce(), { id_token_hint: hint, prompt }));

  it('of the user who is signed in changes nothing, also when it has expired', async () => {
    const { visitor, idToken } = await signedIn('alice');
    expect(answerIn((await ask(visitor, idToken, 'none')).url).values['code']).toBeDefined();
    server.clock.advance(3600);
    expect(answerIn((await ask(visitor, idToken, 'none')).url).values['code']).toBeDefined();
  });

  it('of another user asks for that user, and with prompt=none is login_required', async () => {
    const alice = await signedIn('alice');
    const bob = await signedIn('bob');
    expect(answerIn((await ask(alice.visitor, bob.idToken, 'none')).url).values['error']).toBe(
      'login_required',
    );
    const page = await ask(alice.visitor, bob.idToken);
    expect(page.url).toContain('/oauth/sign_in');
    // Signing in as the wrong user again does not do.
    expect((await signIn(alice.visitor, page, 'alice')).url).toContain('/oauth/sign_in');
    expect(answerIn((await signIn(alice.visitor, page, 'bob')).url).values['code']).toBeDefined();
  });

  it('that is no ID token of ours for this client is refused', async () => {
    const { visitor, idToken } = await signedIn('alice');
    const foreign = (await signedIn('alice', other)).idToken;
    const { 'another typ': _itsOwn, ...forged } = await forgeries(server, idToken);
    for (const hint of ['x', 'a.b.c', foreign, ...Object.values(forged)]) {
      const { values } = answerIn((await ask(visitor, hint, 'none')).url);
      expect(values).toMatchObject({
        error: 'invalid_request',
        error_description: 'The id_token_hint is no ID token for this client.',
      });
    }
  });
});

describe('a HEAD request', () => {
  it('issues no code', async () => {
    const server = await TestServer.start({ database: 'sqlite' });
    await server.addUser();
    const client = await server.register();
    const { visitor } = await obtainCode(server, client);
    const response = await visitor.request(authorizeUrl(server, client, pkce()), { method: 'HEAD' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, POST');
    expect(response.headers.get('location')).toBeNull();
    await server.close();
  });
});
