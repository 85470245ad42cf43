import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Auth, type AuthConfig } from '@auth/core';
import type { OIDCConfig } from '@auth/core/providers';
import type { NewClient } from '@portcullis/oauth';
import { TestServer } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';
import { authConfig } from './snippets/auth-core.js';
import { signInAndAllow, signInAndDeny } from './user.js';

type Provider = OIDCConfig<Record<string, unknown>>;

/** A web application of the third party: everything that reaches it goes through Auth.js. */
class AuthApp {
  config: AuthConfig;

  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static async start(): Promise<AuthApp> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const app = new AuthApp(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', async (incoming, outgoing) => {
      const { method, headers, url } = incoming;
      const body = method === 'POST' ? await new Response(incoming as unknown as BodyInit).text() : undefined;
      const request = new Request(app.origin + url, {
        method: method!,
        headers: headers as never,
        body: body!,
      });
      const response = await Auth(request, { ...app.config });
      for (const [name, value] of response.headers)
        if (name !== 'set-cookie') outgoing.setHeader(name, value);
      outgoing.setHeader('Set-Cookie', response.headers.getSetCookie());
      outgoing.writeHead(response.status).end(await response.text());
    });
    return app;
  }

  get callbackUrl(): string {
    return `${this.origin}/auth/callback/sso`;
  }

  /** Presses "Sign in with SSO". @returns where the browser is sent */
  async signIn(visitor: Visitor): Promise<string> {
    const csrf = await visitor.request(`${this.origin}/auth/csrf`);
    const { csrfToken } = (await csrf.json()) as { csrfToken: string };
    const answer = await visitor.request(`${this.origin}/auth/signin/sso`, {
      method: 'POST',
      body: new URLSearchParams({ csrfToken, callbackUrl: `${this.origin}/welcome` }),
    });
    return answer.headers.get('location')!;
  }

  /** @returns where the browser is sent after its return */
  async callback(visitor: Visitor, url: URL): Promise<URL> {
    return new URL((await visitor.request(url.href)).headers.get('location')!);
  }

  async session(visitor: Visitor): Promise<unknown> {
    return (await visitor.request(`${this.origin}/auth/session`)).json();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

describe('@auth/core', () => {
  let server: TestServer;
  let app: AuthApp;

  beforeAll(async () => {
    server = await TestServer.start({ database: 'sqlite' });
    await server.addUser();
    app = await AuthApp.start();
  });
  afterAll(async () => {
    await app.close();
    await server.close();
  });

  /** Sets up the application with the documented configuration. @returns errors that Auth.js logs */
  const configure = async (
    input: Partial<NewClient> = {},
    change: Partial<Provider> = {},
  ): Promise<Error[]> => {
    const { clientId, secret } = await server.register({ redirectUris: [app.callbackUrl], ...input });
    const config = authConfig(server.issuer, clientId, secret ?? '', 'a secret of the application');
    const errors: Error[] = [];
    app.config = {
      ...config,
      providers: [{ ...(config.providers[0] as Provider), ...change }],
      logger: { error: (error) => void errors.push(error), warn: () => undefined },
    };
    return errors;
  };

  it.each<[string, Partial<NewClient>, Partial<Provider>]>([
    ['client_secret_basic', {}, {}],
    [
      'client_secret_post',
      { tokenEndpointAuthMethod: 'client_secret_post' },
      { client: { token_endpoint_auth_method: 'client_secret_post' } },
    ],
    [
      'none, with ID tokens under ES256',
      { tokenEndpointAuthMethod: 'none', idTokenAlg: 'ES256' },
      { client: { token_endpoint_auth_method: 'none', id_token_signed_response_alg: 'ES256' } },
    ],
  ])('signs a user in as a client registered for %s', async (_, input, change) => {
    const errors = await configure(input, change);
    const visitor = new Visitor();
    expect(await app.session(visitor)).toBeNull();
    const callback = await signInAndAllow(await app.signIn(visitor), visitor);
    expect((await app.callback(visitor, callback)).href).toBe(`${app.origin}/welcome`);
    expect(errors).toEqual([]);
    expect(await app.session(visitor)).toMatchObject({
      user: { name: 'Alice Liddell', email: 'alice@example.com' },
    });
  });

  it('knows the user by the ID token alone, but then no name', async () => {
    const errors = await configure({}, { idToken: true });
    const visitor = new Visitor();
    await app.callback(visitor, await signInAndAllow(await app.signIn(visitor), visitor));
    expect(errors).toEqual([]);
    expect(await app.session(visitor)).toEqual({ user: {}, expires: expect.any(String) });
  });

  it('comes back to its sign-in page when the user denied', async () => {
    const errors = await configure();
    const visitor = new Visitor();
    const end = await app.callback(visitor, await signInAndDeny(await app.signIn(visitor)));
    expect(end.href).toBe(`${app.origin}/auth/signin?error=OAuthCallbackError`);
    expect(errors).toEqual([expect.objectContaining({ type: 'OAuthCallbackError' })]);
    expect(await app.session(visitor)).toBeNull();
  });

  it('refuses an answer of another issuer, and says why a code is not good', async () => {
    const errors = await configure();
    const visitor = new Visitor();
    const mixedUp = await signInAndAllow(await app.signIn(visitor), visitor);
    mixedUp.searchParams.set('iss', 'https://evil.example');
    await app.callback(visitor, mixedUp);
    expect(errors.pop()!.cause).toMatchObject({
      expected: server.issuer,
      err: { code: 'OAUTH_INVALID_RESPONSE' },
    });
    expect(await app.session(visitor)).toBeNull();

    const used = await signInAndAllow(await app.signIn(visitor), visitor);
    used.searchParams.set('code', 'nonsense');
    await app.callback(visitor, used);
    expect(errors.pop()!.cause).toMatchObject({ error: 'invalid_grant' });
    expect(await app.session(visitor)).toBeNull();
  });
});
