import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, Module, type Type } from '@nestjs/common';
import {
  AccessToken,
  AuditEvent,
  Authorizations,
  Authorization,
  ClientRemoval,
  ExchangePolicy,
  GrantType,
  readHandle,
  RefreshToken,
  type Approval,
  type ExchangePermit,
  type ExchangeRequest,
  type ExchangeRule,
  type Grant,
  type NewClient,
  type OAuthExtras,
  type OAuthOptions,
  type TokenRequest,
} from '@portcullis/oauth';
import * as oidc from 'openid-client';
import { DATABASES } from '../support/databases.js';
import { DpopKey } from '../support/dpop-key.js';
import { introspect, obtainCode, post, type TokenAnswer } from '../support/flow.js';
import type { Parameters } from '../support/parameters.js';
import { forgeries, readJwt } from '../support/jwt.js';
import { expectOAuthError, type ExpectedError, invalidScope, invalidTarget } from '../support/oauth-error.js';
import { memberOf, ServerProcess } from '../support/server-process.js';
import { ACTOR, TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';

const ORDERS = 'https://orders.example';
const STOCK = 'https://stock.example';
const SHIPPING = 'https://shipping.example';
const LEDGER = 'https://ledger.example';

const RULES: readonly ExchangeRule[] = [
  { client: 'orders', kind: 'delegation', targetAudience: STOCK, scopes: ['stock:read', 'stock:write'] },
  { client: 'stock', kind: 'delegation', targetAudience: SHIPPING },
  { client: 'robot', kind: 'impersonation', targetAudience: STOCK, subjectAudience: ORDERS },
  { client: 'robot', kind: 'delegation', targetAudience: LEDGER, subjectAudience: ORDERS },
  { client: 'shop', kind: 'delegation', targetAudience: ORDERS },
  { client: 'narrow', kind: 'delegation', targetAudience: STOCK },
  { client: 'app', kind: 'delegation', targetAudience: STOCK, subjectAudience: ORDERS },
];

const UNACCEPTABLE: ExpectedError = [
  400,
  'invalid_request',
  'The subject_token is not one that can be exchanged.',
];
const UNACCEPTABLE_ACTOR: ExpectedError = [
  400,
  'invalid_request',
  'The actor_token is not one that can be exchanged.',
];
const NOT_YOURS: ExpectedError = [
  400,
  'invalid_request',
  'The presented tokens are not those that this client may exchange.',
];
const NOT_A_TOKEN: ExpectedError = [
  400,
  'invalid_request',
  'Only access tokens can be exchanged: subject_token_type is another.',
];
const UNSUPPORTED: ExpectedError = [400, 'unsupported_grant_type', 'The grant type is not supported.'];
const UNAUTHORIZED: ExpectedError = [400, 'unauthorized_client', 'The client may not use this grant type.'];

type ExchangeArguments = [
  clientId: string,
  subjectToken: string | undefined,
  more?: Parameters,
  headers?: Record<string, string>,
];

interface ExchangeAnswer extends TokenAnswer {
  readonly issued_token_type: string;
}

describe.each(DATABASES)('token exchange on %s', (database) => {
  let server: TestServer;
  let subject: string;
  const clients = new Map<string, RegisteredClient>();
  const browser = new Visitor();

  const register = async (clientId: string, input: Partial<NewClient>): Promise<RegisteredClient> => {
    const client = await server.register({ name: clientId, clientId, ...input });
    clients.set(clientId, client);
    return client;
  };
  const the = (clientId: string): RegisteredClient => clients.get(clientId)!;

  beforeAll(async () => {
    server = await TestServer.start({ database, options: { exchange: { rules: RULES } } });
    subject = (await server.addUser()).subject;
    const all = ['stock:read', 'stock:write', 'stock:admin', 'ship'];
    const service = { grantTypes: [GRANT, 'client_credentials'], redirectUris: [], scopes: all };
    await register('shop', {
      grantTypes: ['authorization_code', 'refresh_token', 'client_credentials', GRANT],
      scopes: ['openid', 'offline_access', 'profile', 'stock:read', 'stock:write', 'ship'],
      audiences: [ORDERS, STOCK],
    });
    await register('orders', { ...service, audiences: [ORDERS], mayIntrospect: true });
    await register('stock', {
      ...service,
      audiences: [STOCK],
      mayIntrospect: true,
      accessTokenFormat: 'opaque',
    });
    await register('shipping', { ...service, audiences: [SHIPPING], mayIntrospect: true });
    await register('ledger', { ...service, audiences: [LEDGER], mayIntrospect: true });
    await register('robot', { ...service, scopes: [...all, 'openid', 'offline_access'] });
    await register('narrow', {
      ...service,
      scopes: ['stock:read'],
      audiences: [ORDERS],
      mayIntrospect: true,
    });
    // May ask for tokens for the orders API, which does not make it that API.
    await register('stranger', { ...service, audiences: [ORDERS, STOCK] });
    await register('app', {
      grantTypes: ['authorization_code', GRANT],
      tokenEndpointAuthMethod: 'none',
      scopes: all,
    });
    await register('plain', { ...service, grantTypes: ['client_credentials'] });
  });
  afterAll(() => server.close());

  /** A user's token for the orders API. */
  const userToken = async (more: Parameters = {}, key: DpopKey | null = null): Promise<TokenAnswer> => {
    const shop = the('shop');
    const scope = 'openid profile offline_access stock:read stock:write ship';
    const result = await obtainCode(server, shop, { scope, resource: ORDERS, ...more }, browser);
    const response = await post(
      server,
      'token',
      shop,
      { grant_type: 'authorization_code', code: result.code, code_verifier: result.verifier },
      key ? await key.header(server) : {},
    );
    expect(response.status).toBe(200);
    return (await response.json()) as TokenAnswer;
  };

  const machineToken = async (clientId: string): Promise<string> => {
    const form = { grant_type: 'client_credentials', scope: 'stock:read' };
    return ((await (await post(server, 'token', the(clientId), form)).json()) as TokenAnswer).access_token;
  };

  const exchange = (
    ...[clientId, subjectToken, more = {}, headers = {}]: ExchangeArguments
  ): Promise<Response> =>
    post(
      server,
      'token',
      the(clientId),
      { grant_type: GRANT, subject_token: subjectToken, subject_token_type: ACCESS_TOKEN, ...more },
      headers,
    );

  const exchanged = async (...how: ExchangeArguments): Promise<ExchangeAnswer> => {
    const response = await exchange(...how);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    return (await response.json()) as ExchangeAnswer;
  };

  const isActive = async (clientId: string, token: string): Promise<unknown> =>
    (await introspect(server, the(clientId), token))['active'];

  describe('delegation', () => {
    it('gives a token for the other API that says who acts for the user', async () => {
      const { access_token: token } = await userToken();
      const answer = await exchanged('orders', token, { resource: STOCK, scope: 'stock:read' });
      expect(answer).toEqual({
        access_token: expect.any(String),
        issued_token_type: ACCESS_TOKEN,
        token_type: 'Bearer',
        expires_in: expect.any(Number),
        scope: 'stock:read',
      });
      const before = readJwt(token).claims;
      const { claims, header } = readJwt(answer.access_token);
      expect(header['typ']).toBe('at+jwt');
      expect(claims).toEqual({
        iss: server.issuer,
        sub: subject,
        aud: STOCK,
        client_id: 'orders',
        scope: 'stock:read',
        act: { sub: 'orders', client_id: 'orders' },
        exchanged_from: [{ jti: before.jti, client_id: 'shop' }],
        iat: expect.any(Number),
        exp: expect.any(Number),
        jti: expect.any(String),
        auth_time: before['auth_time'],
        acr: before['acr'],
        grant_id: before['grant_id'],
      });
      expect(await introspect(server, the('stock'), answer.access_token)).toMatchObject({
        active: true,
        sub: subject,
        username: 'alice',
        client_id: 'orders',
        act: { sub: 'orders', client_id: 'orders' },
        aud: STOCK,
        scope: 'stock:read',
      });
      // Neither the API it came from nor another learns anything about it.
      expect(await introspect(server, the('orders'), answer.access_token)).toEqual({ active: false });
      expect(await introspect(server, the('ledger'), answer.access_token)).toEqual({ active: false });
    });

    it('chains the actors, in tokens of either format', async () => {
      const { access_token: token } = await userToken();
      const first = await exchanged('orders', token, { audience: STOCK });
      expect(first.scope).toBe('stock:read stock:write');
      const second = await exchanged('stock', first.access_token, {
        audience: SHIPPING,
        scope: 'stock:read',
      });
      const { id } = readHandle(second.access_token)!;
      const act = {
        sub: 'stock',
        client_id: 'stock',
        act: { sub: 'orders', client_id: 'orders' },
      };
      expect(await server.database.find(AccessToken, { id })).toMatchObject({
        subject,
        clientId: 'stock',
        scopes: ['stock:read'],
        audience: [SHIPPING],
        act,
        exchangedFrom: [
          { jti: readJwt(token).claims.jti, client_id: 'shop' },
          { jti: readJwt(first.access_token).claims.jti, client_id: 'orders' },
        ],
      });
      expect(await introspect(server, the('shipping'), second.access_token)).toMatchObject({
        act,
        sub: subject,
      });
    });

    it('names the subject of an actor token of the client', async () => {
      const { access_token: token } = await userToken();
      const answer = await exchanged('orders', token, {
        resource: STOCK,
        actor_token: await machineToken('orders'),
        actor_token_type: JWT,
      });
      expect(readJwt(answer.access_token).claims['act']).toEqual({ sub: 'orders', client_id: 'orders' });
    });

    it('of a token for an API that the rule names needs no more than the rule', async () => {
      const { access_token: token } = await userToken();
      const answer = await exchanged('robot', token, { resource: LEDGER });
      expect(readJwt(answer.access_token).claims).toMatchObject({
        aud: LEDGER,
        act: { sub: 'robot' },
        scope: 'stock:read stock:write ship',
      });
    });

    it('takes a JWT by either name, and a target by both of its names', async () => {
      const { access_token: token } = await userToken();
      const forms: Parameters[] = [
        { subject_token_type: JWT },
        { requested_token_type: ACCESS_TOKEN },
        { resource: STOCK, audience: STOCK },
        { resource: 'HTTPS://Stock.Example/' },
      ];
      for (const form of forms) {
        expect(readJwt((await exchanged('orders', token, form)).access_token).claims).toMatchObject({
          aud: STOCK,
        });
      }
    });

    it('works with an opaque token', async () => {
      const { access_token: token } = await userToken();
      const { access_token: opaque } = await exchanged(
        'stock',
        (await exchanged('orders', token)).access_token,
      );
      expect(opaque).toMatch(/^[\w-]{64}$/);
      await expectOAuthError(await exchange('shipping', opaque, { subject_token_type: JWT }), UNACCEPTABLE);
    });
  });

  describe('impersonation', () => {
    it('is a permission of its own; the new token names nobody', async () => {
      const { access_token: token } = await userToken();
      const { access_token: next } = await exchanged('robot', token, { resource: STOCK });
      expect(readJwt(next).claims).toMatchObject({ sub: subject, aud: STOCK, client_id: 'robot' });
      expect(readJwt(next).claims).not.toHaveProperty('act');
    });

    it('does not come with an actor', async () => {
      const { access_token: token } = await userToken();
      const actor = { actor_token: await machineToken('robot'), actor_token_type: ACCESS_TOKEN };
      await expectOAuthError(await exchange('robot', token, { resource: STOCK, ...actor }), NOT_YOURS);
      const { access_token: next } = await exchanged('robot', token, { resource: LEDGER, ...actor });
      expect(readJwt(next).claims['act']).toEqual({ sub: 'robot', client_id: 'robot' });
    });

    it('does not wash away who acted before', async () => {
      // The shop acts for the user at the orders API.
      const { access_token: token } = await userToken();
      const own = await exchanged('shop', token, { resource: ORDERS });
      const { access_token: next } = await exchanged('robot', own.access_token, { resource: STOCK });
      expect(readJwt(next).claims['act']).toEqual({ sub: 'shop', client_id: 'shop' });
    });
  });

  it('brings neither refresh nor ID token, and leaves those of the user alone', async () => {
    const tokens = await userToken();
    const families = await server.database.findMany(RefreshToken, {});
    const answer = await exchanged('robot', tokens.access_token, { resource: LEDGER });
    expect(Object.keys(answer)).not.toEqual(expect.arrayContaining(['refresh_token']));
    expect(answer).not.toHaveProperty('id_token');
    expect(answer.scope.split(' ')).not.toContain('openid');
    expect(await server.database.findMany(RefreshToken, {})).toEqual(families);
    const refreshed = await post(server, 'token', the('shop'), {
      grant_type: 'refresh_token',
      refresh_token: tokens.refresh_token,
    });
    expect(refreshed.status).toBe(200);
  });

  it('is written down, without tokens', async () => {
    const { access_token: token } = await userToken();
    const before = (await server.database.findMany(AuditEvent, { event: 'token.exchanged' })).length;
    const { access_token: next } = await exchanged('orders', token, { resource: STOCK, scope: 'stock:read' });
    const events = await server.database.findMany(AuditEvent, { event: 'token.exchanged' });
    expect(events).toHaveLength(before + 1);
    const event = events.sort((a, b) => (a.id < b.id ? -1 : 1)).at(-1)!;
    expect(event).toMatchObject({
      clientId: 'orders',
      subject,
      data: {
        kind: 'delegation',
        from: 'shop',
        audience: STOCK,
        scopes: ['stock:read'],
        act: { sub: 'orders', client_id: 'orders' },
      },
    });
    for (const secret of [token, next]) expect(JSON.stringify(event)).not.toContain(secret.slice(-20));
  });

  describe('refuses', () => {
    let token: string;
    let rows: number;

    beforeAll(async () => {
      token = (await userToken()).access_token;
    });

    const countRows = async (): Promise<number> =>
      (await server.database.findMany(AccessToken, {})).length +
      (await server.database.findMany(AuditEvent, { event: 'token.exchanged' })).length;

    const expectRefused = async (
      [clientId, more, error]: [string, Parameters, ExpectedError],
      presented: string | undefined = token,
    ): Promise<void> => {
      rows = await countRows();
      await expectOAuthError(await exchange(clientId, presented, more), error);
      expect(await countRows()).toBe(rows);
    };

    it.each<[string, string, Parameters, ExpectedError]>([
      // who
      ['a client without a rule', 'stranger', { resource: STOCK }, invalidTarget(STOCK)],
      ['a client without a rule and without a target', 'stranger', {}, invalidTarget()],
      ['a client that is not registered for the grant', 'plain', { resource: STOCK }, UNAUTHORIZED],
      ['a public client, whatever the rule says', 'app', { resource: STOCK }, UNAUTHORIZED],
      // for whom: CVE-2022-1245
      ['a token that was meant for another API', 'stock', { resource: SHIPPING }, NOT_YOURS],
      // audience growth
      ['another audience', 'orders', { resource: LEDGER }, invalidTarget(LEDGER)],
      ['another audience by the other name', 'orders', { audience: LEDGER }, invalidTarget(LEDGER)],
      ['two audiences', 'orders', { resource: STOCK, audience: LEDGER }, invalidTarget()],
      ['two audiences in one parameter', 'orders', { resource: `${STOCK} ${LEDGER}` }, invalidTarget()],
      ['the audience of somebody else’s rule', 'stock', { resource: STOCK }, invalidTarget(STOCK)],
      // scope growth
      [
        'a scope that the subject token has not',
        'orders',
        { scope: 'stock:admin' },
        invalidScope('stock:admin'),
      ],
      ['a scope that the rule has not', 'orders', { scope: 'stock:read ship' }, invalidScope('ship')],
      [
        'a scope that the client has not',
        'narrow',
        { scope: 'stock:read stock:write' },
        invalidScope('stock:write'),
      ],
      ['signing in', 'robot', { resource: LEDGER, scope: 'openid' }, invalidScope('openid')],
      [
        'lasting access',
        'robot',
        { resource: LEDGER, scope: 'offline_access' },
        invalidScope('offline_access'),
      ],
      ['a malformed scope', 'orders', { scope: 'a"b' }, invalidScope()],
      // what
      [
        'a request without subject token',
        'orders',
        { subject_token: undefined },
        [400, 'invalid_request', 'The parameter subject_token is missing.'],
      ],
      [
        'a request without subject token type',
        'orders',
        { subject_token_type: undefined },
        [400, 'invalid_request', 'The parameter subject_token_type is missing.'],
      ],
      [
        'an ID token type',
        'orders',
        { subject_token_type: 'urn:ietf:params:oauth:token-type:id_token' },
        NOT_A_TOKEN,
      ],
      [
        'a refresh token type',
        'orders',
        { subject_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' },
        NOT_A_TOKEN,
      ],
      [
        'a SAML type',
        'orders',
        { subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' },
        NOT_A_TOKEN,
      ],
      ...['refresh_token', 'id_token', 'jwt', 'saml2'].map(
        (type): [string, string, Parameters, ExpectedError] => [
          `the wish for a token of the type ${type}`,
          'orders',
          { requested_token_type: `urn:ietf:params:oauth:token-type:${type}` },
          [400, 'invalid_request', 'Only access tokens are issued: requested_token_type is another.'],
        ],
      ),
      [
        'an actor type without actor',
        'orders',
        { actor_token_type: ACCESS_TOKEN },
        [400, 'invalid_request', 'The parameter actor_token_type stands without actor_token.'],
      ],
      [
        'an actor without actor type',
        'orders',
        { actor_token: 'x' },
        [400, 'invalid_request', 'The parameter actor_token_type is missing.'],
      ],
      [
        'an actor that is no access token',
        'orders',
        { actor_token: 'x', actor_token_type: 'urn:ietf:params:oauth:token-type:id_token' },
        [400, 'invalid_request', 'Only access tokens can be exchanged: actor_token_type is another.'],
      ],
      ['an actor that is unknown', 'orders', { actor_token: 'x', actor_token_type: JWT }, UNACCEPTABLE_ACTOR],
    ])('%s', (_, clientId, more, error) => expectRefused([clientId, more, error]));

    it('the issuer as audience', async () => {
      const { issuer } = server;
      await expectRefused(['orders', { audience: issuer }, invalidTarget(issuer)]);
    });

    it('a wrong secret, before anything else', async () => {
      const response = await post(
        server,
        'token',
        { ...the('orders'), secret: 'wrong' },
        { grant_type: GRANT },
      );
      expect(response.status).toBe(401);
    });

    it('ID tokens, refresh tokens and nonsense under the name of an access token', async () => {
      const tokens = await userToken();
      for (const presented of [tokens.id_token, tokens.refresh_token, 'x', 'a.b.c', 'A'.repeat(64)]) {
        await expectRefused(['orders', { subject_token_type: ACCESS_TOKEN }, UNACCEPTABLE], presented);
        await expectRefused(['orders', { subject_token_type: JWT }, UNACCEPTABLE], presented);
      }
    });

    it('forged tokens', async () => {
      for (const forged of Object.values(await forgeries(server, token))) {
        await expectRefused(['orders', {}, UNACCEPTABLE], forged);
      }
    });

    it('a token of a client itself, which has no user', async () => {
      await expectRefused(['orders', {}, UNACCEPTABLE], await machineToken('orders'));
      await expectRefused(['orders', {}, UNACCEPTABLE], await machineToken('shop'));
    });

    it('the token of another client, although it was issued for an audience that the client may ask for', async () => {
      // "shop" may have tokens for the stock API; that does not make it the stock API.
      const { access_token: next } = await exchanged('orders', token, { resource: STOCK });
      await expectRefused(['shop', { resource: ORDERS }, NOT_YOURS], next);
    });

    it('an actor token of another client, one that comes from an exchange, and one that is bound', async () => {
      const actorToken = async (value: string): Promise<void> =>
        expectRefused([
          'orders',
          { actor_token: value, actor_token_type: ACCESS_TOKEN, resource: STOCK },
          UNACCEPTABLE_ACTOR,
        ]);
      await actorToken(await machineToken('stock'));
      await actorToken(token);
      const { access_token: delegated } = await exchanged('orders', token, { resource: STOCK });
      await actorToken(delegated);
      const { access_token: impersonated } = await exchanged('robot', token, { resource: STOCK });
      await expectRefused([
        'robot',
        { actor_token: impersonated, actor_token_type: ACCESS_TOKEN, resource: LEDGER },
        UNACCEPTABLE_ACTOR,
      ]);
      const key = await DpopKey.create();
      const bound = await post(
        server,
        'token',
        the('orders'),
        { grant_type: 'client_credentials' },
        await key.header(server),
      );
      await actorToken(((await bound.json()) as TokenAnswer).access_token);
    });
  });

  describe('what ends a subject token', () => {
    interface Chain {
      readonly first: TokenAnswer;
      readonly second: ExchangeAnswer;
      readonly third: ExchangeAnswer;
    }

    const chain = async (): Promise<Chain> => {
      const first = await userToken();
      const second = await exchanged('orders', first.access_token, { resource: STOCK });
      const third = await exchanged('stock', second.access_token, { resource: SHIPPING });
      expect(await activity({ first, second, third })).toEqual([true, true, true]);
      return { first, second, third };
    };
    const activity = ({ first, second, third }: Chain): Promise<unknown[]> =>
      Promise.all([
        isActive('orders', first.access_token),
        isActive('stock', second.access_token),
        isActive('shipping', third.access_token),
      ]);
    const expectEnded = async (all: Chain): Promise<void> => {
      expect(await activity(all)).toEqual([false, false, false]);
      await expectOAuthError(await exchange('orders', all.first.access_token), UNACCEPTABLE);
      await expectOAuthError(await exchange('stock', all.second.access_token), UNACCEPTABLE);
    };

    it('revocation of the authorization: the whole chain is dead and cannot be exchanged', async () => {
      const all = await chain();
      const id = Buffer.from(
        String(readJwt(all.first.access_token).claims['grant_id']).replaceAll('-', ''),
        'hex',
      );
      const authorization = (await server.database.find(Authorization, { id }))!;
      await server.app.get(Authorizations, { strict: false }).revoke(authorization, 'x.test_revoked');
      await expectEnded(all);
    });

    it('revocation of the refresh token', async () => {
      const all = await chain();
      await post(server, 'revoke', the('shop'), { token: all.first.refresh_token });
      await expectEnded(all);
    });

    it('revocation of the first access token alone', async () => {
      const all = await chain();
      await post(server, 'revoke', the('shop'), { token: all.first.access_token });
      await expectEnded(all);
    });

    it('revocation of one in the middle ends what came after it', async () => {
      const all = await chain();
      await post(server, 'revoke', the('orders'), { token: all.second.access_token });
      expect(await activity(all)).toEqual([true, false, false]);
      await expectOAuthError(await exchange('stock', all.second.access_token), UNACCEPTABLE);
    });

    it('an opaque one in the middle likewise', async () => {
      const all = await chain();
      await post(server, 'revoke', the('stock'), { token: all.third.access_token });
      expect(await activity(all)).toEqual([true, true, false]);
    });

    it('not the revocation of a later one by whom it does not belong to', async () => {
      const all = await chain();
      await post(server, 'revoke', the('ledger'), { token: all.second.access_token });
      await post(server, 'revoke', the('shop'), { token: all.second.access_token });
      expect(await activity(all)).toEqual([true, true, true]);
    });

    it('disabling the client that the user allowed, for as long as it lasts', async () => {
      const all = await chain();
      await server.registry.setDisabled('shop', true, ACTOR);
      await expectEnded(all);
      await server.registry.setDisabled('shop', false, ACTOR);
      expect(await activity(all)).toEqual([true, true, true]);
    });

    it('disabling a client in the middle, for as long as it lasts', async () => {
      const all = await chain();
      await server.registry.setDisabled('orders', true, ACTOR);
      expect(await isActive('stock', all.second.access_token)).toBe(false);
      expect(await isActive('shipping', all.third.access_token)).toBe(false);
      await server.registry.setDisabled('orders', false, ACTOR);
      expect(await activity(all)).toEqual([true, true, true]);
    });

    it('the end of all tokens of a client in the middle', async () => {
      const all = await chain();
      await server.app.get(ClientRemoval, { strict: false }).revokeTokens('orders', ACTOR);
      expect(await activity(all)).toEqual([true, false, false]);
      // So that its later tokens are not of the same second.
      server.clock.advance(1);
    });

    it('a revocation while a client before it was disabled', async () => {
      const all = await chain();
      await server.registry.setDisabled('shop', true, ACTOR);
      await post(server, 'revoke', the('orders'), { token: all.second.access_token });
      await server.registry.setDisabled('shop', false, ACTOR);
      expect(await activity(all)).toEqual([true, false, false]);
    });

    it('disabling the user, for good', async () => {
      const all = await chain();
      server.clock.advance(1);
      await server.users.setDisabled(subject, true, ACTOR);
      await expectEnded(all);
      await server.users.setDisabled(subject, false, ACTOR);
      await expectEnded(all);
      server.clock.advance(1);
    });

    it('expiry, which no exchange moves', async () => {
      const all = await chain();
      const end = readJwt(all.first.access_token).claims.exp!;
      server.clock.advance(300);
      const later = await exchanged('orders', all.first.access_token, { resource: STOCK });
      expect(later.expires_in).toBeGreaterThanOrEqual(298);
      expect(later.expires_in).toBeLessThanOrEqual(300);
      expect(readJwt(later.access_token).claims.exp).toBeLessThanOrEqual(end);
      const { access_token: opaque } = await exchanged('stock', later.access_token, { resource: SHIPPING });
      const row = (await server.database.find(AccessToken, { id: readHandle(opaque)!.id }))!;
      expect(row.expiresAt).toBeLessThanOrEqual(end * 1000);
      server.clock.advance(301);
      await expectEnded(all);
    });
  });

  it('of an own token again and again ends with the fifth, however it is named', async () => {
    let { access_token: token } = await userToken();
    const { exp } = readJwt(token).claims;
    for (let depth = 1; depth <= 5; depth++) {
      server.clock.advance(1);
      ({ access_token: token } = await exchanged('shop', token, { resource: ORDERS }));
      const { claims } = readJwt(token);
      expect(claims['exchanged_from']).toHaveLength(depth);
      expect(claims.exp).toBeLessThanOrEqual(exp!);
      expect(depthOf(claims['act'])).toBe(depth);
    }
    await expectOAuthError(await exchange('shop', token, { resource: ORDERS }), UNACCEPTABLE);
    await expectOAuthError(await exchange('orders', token, { resource: STOCK }), UNACCEPTABLE);
  });

  describe('a subject token that is bound to a key', () => {
    it('is exchanged with a proof of that key only, and so is the new one bound', async () => {
      const [key, other] = await Promise.all([DpopKey.create(), DpopKey.create()]);
      const { access_token: token } = await userToken({}, key);
      const how = { resource: STOCK };
      await expectOAuthError(await exchange('orders', token, how), UNACCEPTABLE);
      await expectOAuthError(await exchange('orders', token, how, await other.header(server)), UNACCEPTABLE);
      const answer = await exchanged('orders', token, how, await key.header(server));
      expect(answer.token_type).toBe('DPoP');
      expect(readJwt(answer.access_token).claims['cnf']).toEqual({ jkt: key.jkt });
    });

    it('that is not gives a token for the key of the exchanging client', async () => {
      const key = await DpopKey.create();
      const { access_token: token } = await userToken();
      const answer = await exchanged('orders', token, {}, await key.header(server));
      expect(answer.token_type).toBe('DPoP');
      expect(readJwt(answer.access_token).claims['cnf']).toEqual({ jkt: key.jkt });
    });
  });

  it('is in the metadata and works with a stock library', async () => {
    const { access_token: token } = await userToken();
    const config = await oidc.discovery(
      new URL(server.issuer),
      'orders',
      undefined,
      oidc.ClientSecretBasic(the('orders').secret!),
      { execute: [oidc.allowInsecureRequests] },
    );
    expect(config.serverMetadata().grant_types_supported).toContain(GRANT);
    const answer = await oidc.genericGrantRequest(config, GRANT, {
      subject_token: token,
      subject_token_type: ACCESS_TOKEN,
      resource: STOCK,
    });
    expect(answer).toMatchObject({ token_type: 'bearer', issued_token_type: ACCESS_TOKEN });
  });

  it('is configured by the environment of the server app', async () => {
    const { access_token: token } = await userToken({ scope: 'ship' });
    const rules = [
      { client: 'ledger', kind: 'delegation', targetAudience: SHIPPING, subjectAudience: ORDERS },
    ];
    const { process, origin } = await ServerProcess.start(
      memberOf(server, { EXCHANGE: JSON.stringify({ rules }) }),
    );
    try {
      const member = Object.assign(Object.create(server) as TestServer, {
        url: (endpoint: string) => `${origin}/oauth/${endpoint}`,
      });
      const form = { grant_type: GRANT, subject_token: token, subject_token_type: ACCESS_TOKEN };
      const allowed = await post(member, 'token', the('ledger'), form);
      expect([allowed.status, ((await allowed.json()) as ExchangeAnswer).scope]).toEqual([200, 'ship']);
      await expectOAuthError(await post(member, 'token', the('orders'), form), invalidTarget());
    } finally {
      await process.stop();
    }
  });
});

function depthOf(act: unknown): number {
  return typeof act === 'object' && act !== null ? 1 + depthOf((act as { act?: unknown }).act) : 0;
}

/** Lets every client exchange, and forgets to ask for whom the token was meant. */
@Injectable()
class CarelessPolicy extends ExchangePolicy {
  static permit: ExchangePermit | null = null;
  static asked: ExchangeRequest | undefined;

  override async permit(request: ExchangeRequest): Promise<ExchangePermit | null> {
    CarelessPolicy.asked = request;
    return CarelessPolicy.permit;
  }
}

@Injectable()
@GrantType(GRANT)
class OwnExchange implements Grant {
  async approve({ client }: TokenRequest): Promise<Approval> {
    const own = { scopes: ['own'], audience: ['https://own.example'], authorization: null };
    return { client, subject: 'own', ...own, nonce: null, consumes: null };
  }
}

@Module({ providers: [OwnExchange] })
class OwnExchangeModule {}

describe('a server whose policy', () => {
  const start = (
    options: Partial<OAuthOptions>,
    extras: Partial<OAuthExtras> = {},
    imports: Type[] = [],
  ): Promise<TestServer> => TestServer.start({ database: 'sqlite', options, extras, imports });

  const grantsOf = async (server: TestServer): Promise<unknown> =>
    (
      (await (await fetch(`${server.issuer}/.well-known/oauth-authorization-server`)).json()) as {
        grant_types_supported: unknown;
      }
    ).grant_types_supported;

  it.each<[string, Partial<OAuthOptions>, Partial<OAuthExtras>]>([
    ['has no rule', {}, {}],
    ['has an empty list of rules', { exchange: { rules: [] } }, {}],
    ['is switched off', { exchange: { rules: RULES } }, { features: { tokenExchange: false } }],
  ])('%s does not offer the grant', async (_, options, extras) => {
    const server = await start(options, extras);
    try {
      const orders = await server.register({ clientId: 'orders', grantTypes: [GRANT], redirectUris: [] });
      const form = { grant_type: GRANT, subject_token: 'x', subject_token_type: ACCESS_TOKEN };
      await expectOAuthError(await post(server, 'token', orders, form), UNSUPPORTED);
      expect(await grantsOf(server)).not.toContain(GRANT);
    } finally {
      await server.close();
    }
  });

  it('is empty leaves the name to a grant of the host', async () => {
    const server = await start({}, {}, [OwnExchangeModule]);
    try {
      expect(await grantsOf(server)).toContain(GRANT);
      const client = await server.register({ grantTypes: [GRANT], redirectUris: [] });
      expect(await (await post(server, 'token', client, { grant_type: GRANT })).json()).toMatchObject({
        scope: 'own',
      });
    } finally {
      await server.close();
    }
  });

  describe('is a class of the host', () => {
    let server: TestServer;
    let token: string;
    let shop: RegisteredClient;
    let other: RegisteredClient;

    beforeAll(async () => {
      server = await start({ exchange: { rules: RULES } }, { exchangePolicy: CarelessPolicy });
      await server.addUser();
      const grantTypes = ['authorization_code', GRANT];
      shop = await server.register({ clientId: 'shop', grantTypes, scopes: ['openid', 'a', 'b'] });
      other = await server.register({
        clientId: 'orders',
        grantTypes: [GRANT],
        redirectUris: [],
        scopes: ['openid', 'a', 'b', 'c'],
      });
      const result = await obtainCode(server, shop, { scope: 'openid a b' });
      const form = { grant_type: 'authorization_code', code: result.code, code_verifier: result.verifier };
      token = ((await (await post(server, 'token', shop, form)).json()) as TokenAnswer).access_token;
    });
    afterAll(() => server.close());

    const exchange = (by: RegisteredClient, more: Parameters = {}): Promise<Response> =>
      post(server, 'token', by, {
        grant_type: GRANT,
        subject_token: token,
        subject_token_type: ACCESS_TOKEN,
        ...more,
      });

    it('decides instead of the rules', async () => {
      CarelessPolicy.permit = null;
      await expectOAuthError(await exchange(shop), invalidTarget());
      CarelessPolicy.permit = { kind: 'delegation', audience: STOCK, scopes: ['a'] };
      const response = await exchange(shop, { resource: STOCK });
      expect(await response.json()).toMatchObject({ scope: 'a' });
      expect(CarelessPolicy.asked).toMatchObject({ target: STOCK, actor: null, isMeantForClient: true });
    });

    it('cannot give away tokens of other clients without saying so', async () => {
      CarelessPolicy.permit = { kind: 'delegation', audience: STOCK };
      await expectOAuthError(await exchange(other), UNACCEPTABLE);
      CarelessPolicy.permit = { ...CarelessPolicy.permit, acceptsForeignTokens: true };
      expect((await exchange(other)).status).toBe(200);
    });

    it('cannot give more scopes than the token and the client have, nor another audience than was asked for', async () => {
      CarelessPolicy.permit = {
        kind: 'impersonation',
        audience: STOCK,
        scopes: ['a', 'b', 'c', 'openid'],
        acceptsForeignTokens: true,
      };
      expect(await (await exchange(other)).json()).toMatchObject({ scope: 'a b' });
      await expectOAuthError(await exchange(other, { scope: 'c' }), invalidScope('c'));
      await expectOAuthError(await exchange(other, { resource: LEDGER }), invalidTarget(LEDGER));
      const actor = { actor_token: token, actor_token_type: ACCESS_TOKEN };
      await expectOAuthError(await exchange(shop, actor), UNACCEPTABLE_ACTOR);
    });
  });
});
