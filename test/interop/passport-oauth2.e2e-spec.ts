import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NewClient } from '@portcullis/oauth';
import express, { type ErrorRequestHandler, type Request, type RequestHandler } from 'express';
import passport from 'passport';
import OAuth2Strategy from 'passport-oauth2';
import { TestServer } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';
import { SsoStrategy } from './snippets/passport-oauth2.js';
import { signInAndAllow, signInAndDeny, visitOnly } from './user.js';

/** `req.session` as the library wants it: an object for each browser, named by a cookie. */
function sessions(): RequestHandler {
  const kept = new Map<string, object>();
  return (request, response, next) => {
    const id = /\bsid=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? randomUUID();
    if (!kept.has(id)) kept.set(id, {});
    (request as Request & { session: object }).session = kept.get(id)!;
    response.setHeader('Set-Cookie', `sid=${id}; HttpOnly; Path=/`);
    next();
  };
}

/** What the application answers at its redirect URI. */
interface Outcome {
  readonly user?: { readonly profile: Record<string, unknown>; readonly refreshToken?: string };
  readonly info?: { readonly message: string };
  readonly error?: { readonly name: string; readonly code?: string };
}

/** An Express application of the third party. */
class ExpressApp {
  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  /** @param strategyFor given the redirect URI, once the port is known */
  static async start(strategyFor: (callbackURL: string) => Promise<passport.Strategy>): Promise<ExpressApp> {
    const application = express();
    const server = await new Promise<Server>((resolve) => {
      const listening = application.listen(0, '127.0.0.1', () => resolve(listening));
    });
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const authenticator = new passport.Passport();
    authenticator.use('sso', await strategyFor(`${origin}/callback`));
    application.use(sessions(), authenticator.initialize());
    application.get('/login', authenticator.authenticate('sso', { session: false }));
    application.get('/callback', (request, response, next) => {
      const answer = (error: unknown, user: unknown, info: unknown): void => {
        if (error) next(error);
        else response.json({ ...(user ? { user } : { info }) });
      };
      authenticator.authenticate('sso', { session: false }, answer)(request, response, next);
    });
    const failed: ErrorRequestHandler = (error: Error & { code?: string }, _request, response, _next) => {
      response.status(502).json({ error: { name: error.constructor.name, code: error.code } });
    };
    application.use(failed);
    return new ExpressApp(server, origin);
  }

  /** The address that the application sends a browser to. */
  async login(visitor: Visitor): Promise<string> {
    return (await visitor.request(`${this.origin}/login`)).headers.get('location')!;
  }

  async callback(visitor: Visitor, url: URL): Promise<Outcome> {
    return (await (await visitor.request(url.href)).json()) as Outcome;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

describe('passport-oauth2', () => {
  let server: TestServer;
  const apps: ExpressApp[] = [];

  beforeAll(async () => {
    server = await TestServer.start({ database: 'sqlite' });
    await server.addUser();
  });
  afterAll(async () => {
    for (const app of apps) await app.close();
    await server.close();
  });

  const verify: OAuth2Strategy.VerifyFunction = (
    _accessToken: string,
    refreshToken: string,
    profile: object,
    done: OAuth2Strategy.VerifyCallback,
  ) => done(null, { profile, refreshToken });

  /** @param input beside the redirect URI */
  const start = async (input: Partial<NewClient>): Promise<ExpressApp> => {
    const app = await ExpressApp.start(async (callbackURL) => {
      const { clientId, secret } = await server.register({ redirectUris: [callbackURL], ...input });
      return new SsoStrategy(server.issuer, { id: clientId, secret: secret ?? '', callbackURL }, verify);
    });
    apps.push(app);
    return app;
  };
  const POST: Partial<NewClient> = { tokenEndpointAuthMethod: 'client_secret_post' };

  it.each(['client_secret_post', 'none'] as const)(
    'signs a user in with state, PKCE and userinfo, as a client registered for %s',
    async (tokenEndpointAuthMethod) => {
      const app = await start({ tokenEndpointAuthMethod });
      const visitor = new Visitor();
      const { user } = await app.callback(visitor, await signInAndAllow(await app.login(visitor), visitor));
      expect(user).toEqual({
        profile: {
          sub: expect.any(String),
          name: 'Alice Liddell',
          preferred_username: 'alice',
          email: 'alice@example.com',
        },
        refreshToken: expect.any(String),
      });
    },
  );

  it('is told that the user denied', async () => {
    const app = await start(POST);
    const visitor = new Visitor();
    const { info, user } = await app.callback(visitor, await signInAndDeny(await app.login(visitor)));
    expect(user).toBeUndefined();
    expect(info).toEqual({ message: 'The request was denied.' });
  });

  it('is told about an error of the request', async () => {
    const app = await start({ ...POST, scopes: ['openid', 'profile'] });
    const visitor = new Visitor();
    const { error } = await app.callback(visitor, await visitOnly(await app.login(visitor)));
    expect(error).toEqual({ name: 'AuthorizationError', code: 'invalid_scope' });
  });

  it('refuses a callback that another browser began, and says why a code is not good', async () => {
    const app = await start(POST);
    const [visitor, victim] = [new Visitor(), new Visitor()];
    const callback = await signInAndAllow(await app.login(visitor), visitor);
    await app.login(victim);
    expect((await app.callback(victim, callback)).info).toEqual({
      message: 'Invalid authorization request state.',
    });
    callback.searchParams.set('code', 'nonsense');
    expect((await app.callback(visitor, callback)).error).toEqual({
      name: 'TokenError',
      code: 'invalid_grant',
    });
  });

  describe('as it is configured without options, with neither state nor PKCE', () => {
    const plain = async (input: Partial<NewClient>): Promise<ExpressApp> => {
      const app = await ExpressApp.start(async (callbackURL) => {
        const { clientId, secret } = await server.register({
          ...POST,
          redirectUris: [callbackURL],
          ...input,
        });
        return new OAuth2Strategy(
          {
            authorizationURL: server.url('authorize'),
            tokenURL: server.url('token'),
            clientID: clientId,
            clientSecret: secret!,
            callbackURL,
          },
          verify,
        );
      });
      apps.push(app);
      return app;
    };

    it('is told that PKCE is missing', async () => {
      const app = await plain({});
      const visitor = new Visitor();
      const { error } = await app.callback(visitor, await visitOnly(await app.login(visitor)));
      expect(error).toEqual({ name: 'AuthorizationError', code: 'invalid_request' });
    });

    it('signs a user in once an administrator has released the client from PKCE', async () => {
      const app = await plain({ requirePkce: false });
      const visitor = new Visitor();
      const { user } = await app.callback(visitor, await signInAndAllow(await app.login(visitor), visitor));
      expect(user!.refreshToken).toEqual(expect.any(String));
    });
  });
});
