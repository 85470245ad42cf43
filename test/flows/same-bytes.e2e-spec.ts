import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  Clock,
  Consent,
  dataSourceOptions,
  OAUTH_ENTITIES,
  OAUTH_MIGRATIONS,
  OAuthModule,
} from '@portcullis/oauth';
import { text } from 'express';
import { createMigratedDatabase, type TestDatabase } from '../support/databases.js';
import { DEVICE_CODE } from '../support/device.js';
import { exchange, type Exchange, type RawAnswer } from '../support/exchange.js';
import { basic, registerApi } from '../support/flow.js';
import { query } from '../support/parameters.js';
import { pkce, type Pkce } from '../support/pkce.js';
import { hostileGlobals, OwnModule } from '../support/hostile-host.js';
import { readJwt } from '../support/jwt.js';
import { openStorage } from '../support/open-storage.js';
import {
  MASTER_KEY,
  PASSWORD,
  TestServer,
  type RegisteredClient,
  type TestServerOptions,
} from '../support/test-server.js';
import { readForm } from '../support/visitor.js';

/** The same moment in every host, so that nothing differs by it. */
class StoppedClock extends Clock {
  private static readonly instant = Date.now();

  override now(): number {
    return StoppedClock.instant;
  }

  advance(): void {}
}

type Host = Pick<TestServerOptions, 'adapter' | 'bodyParser' | 'prepare'>;

/** The host's global prefix in those that have one. */
const PREFIX = '/api';
const prefixed = (app: INestApplication): unknown => app.setGlobalPrefix(PREFIX);
const hostileAndPrefixed = (app: INestApplication): void => {
  hostileGlobals(app);
  prefixed(app);
};

const ON_EITHER: readonly [string, Omit<Host, 'adapter'>][] = [
  ['plain', {}],
  ['with Nest’s body parsers', { bodyParser: true }],
  ['with hostile globals', { prepare: hostileGlobals }],
  ['with a global prefix', { prepare: prefixed }],
  ['with all of these', { prepare: hostileAndPrefixed, bodyParser: true }],
];

/** The answers of this one are what the others are held against. */
const FIRST: Host = { adapter: 'express' };

const HOSTS: readonly [string, Host][] = [
  ...(['express', 'fastify'] as const)
    .flatMap((adapter) =>
      ON_EITHER.map(([name, host]): [string, Host] => [`${adapter}, ${name}`, { adapter, ...host }]),
    )
    .slice(1),
  [
    'express, with a parser for everything',
    { adapter: 'express', prepare: (app) => app.use(text({ type: () => true, limit: '1mb' })) },
  ],
  [
    'fastify, with a parser for everything',
    {
      adapter: 'fastify',
      prepare: (app) =>
        (app as NestFastifyApplication).useBodyParser('*', { bodyLimit: 1_000_000 }, (_, body, done) =>
          done(null, body),
        ),
    },
  ],
  [
    'fastify, with a route from before the global prefix',
    {
      adapter: 'fastify',
      prepare: (app) => {
        (app as NestFastifyApplication)
          .getHttpAdapter()
          .getInstance()
          .get('/early', async () => 'early');
        app.setGlobalPrefix(PREFIX);
      },
    },
  ],
  ['fastify, without HEAD routes', { adapter: () => new FastifyAdapter({ exposeHeadRoutes: false }) }],
  [
    'fastify, with a tolerant router',
    {
      adapter: () =>
        new FastifyAdapter({ routerOptions: { ignoreTrailingSlash: true, caseSensitive: false } }),
    },
  ],
];

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
const JSON_TYPE = { 'Content-Type': 'application/json' };

/** Headers of the connection or of the host's framework, not of our answer. */
const NOT_OURS = new Set(['Date', 'Connection', 'Keep-Alive', 'X-Powered-By']);

interface Fixtures {
  readonly client: RegisteredClient;
  readonly api: RegisteredClient;
  readonly proof: Pkce;
}

interface Recorded {
  readonly name: string;
  readonly request: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string;
}

/** Sends the requests of the list to one host and writes the answers down without what is random by intent. */
class Recorder {
  readonly answers: Recorded[] = [];
  private cookie = '';

  constructor(
    private readonly server: TestServer,
    private readonly prefix: string,
  ) {}

  /**
   * @param name what is asked
   * @param status of the answer; the list must mean what it says
   * @param request `METHOD path`, the path below the prefix unless it begins with a slash
   */
  async send(
    name: string,
    status: number,
    request: string,
    headers: Exchange['headers'] = {},
    body?: Exchange['body'],
  ): Promise<RawAnswer> {
    const [method = '', target = ''] = request.split(' ');
    const path = /^(\/|http:)/.test(target) ? target : this.path(target);
    const answer = await exchange(this.server.listening, {
      method,
      path,
      headers: { ...headers, ...(this.cookie && { Cookie: this.cookie }) },
      ...(body !== undefined && { body }),
    });
    for (const cookie of [answer.headers['Set-Cookie'] ?? []].flat()) this.cookie = cookie.split(';')[0]!;
    expect({ name, status: answer.status, body: answer.body }).toEqual({ name, status, body: answer.body });
    this.answers.push(this.withoutChance(name, request, answer));
    return answer;
  }

  /** Of an endpoint. */
  path(endpoint: string): string {
    return `${this.prefix}/oauth/${endpoint}`;
  }

  /** A browser that nobody knows yet. */
  forgetCookies(): void {
    this.cookie = '';
  }

  private withoutChance(name: string, request: string, { status, headers, body }: RawAnswer): Recorded {
    const own = Object.entries(headers).filter(([header]) => !NOT_OURS.has(header));
    // It follows from the body, whose random parts and addresses differ in length.
    const length = headers['Content-Length'];
    const isHead = request.startsWith('HEAD ');
    if (!isHead) expect([name, length]).toEqual([name, String(Buffer.byteLength(body))]);
    return {
      name,
      request: this.normalised(request),
      status,
      headers: Object.fromEntries(
        own.map(([header, value]) => [
          header,
          header === 'Content-Length'
            ? '<length>'
            : Array.isArray(value)
              ? value.map((each) => this.normalised(each))
              : this.normalised(value),
        ]),
      ),
      body: this.normalised(body),
    };
  }

  private normalised(text: string): string {
    const { issuer } = this.server;
    return text
      .replaceAll(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, (token) => {
        const { header, claims } = readJwt(token);
        const { jti, at_hash: hash, ...rest } = claims;
        return JSON.stringify({ header, claims: rest, jti: typeof jti, hash: typeof hash });
      })
      .replaceAll(encodeURIComponent(issuer), 'HOST')
      .replaceAll(issuer, 'HOST')
      .replaceAll(`${encodeURIComponent(this.prefix)}%2Foauth%2F`, '%2Foauth%2F')
      .replaceAll(`${this.prefix}/oauth/`, '/oauth/')
      .replaceAll(/[\w-]{8}-[\w-]{4}-[\w-]{4}-[\w-]{4}-[\w-]{12}/g, '<uuid>')
      .replaceAll(/(?<![\w-])(?:[\w-]{80}|[\w-]{64}|[\w-]{43})(?![\w-])/g, '<handle>')
      .replaceAll(/\b[A-Z]{4}-[A-Z]{4}\b/g, '<user code>')
      .replaceAll(/(?<![\w-])[\w-]{100,}(?![\w-])/g, '<sealed>');
  }
}

/** The list: every endpoint, in order, as one user and one client would meet them and as nobody should. */
async function run(recorder: Recorder, { client, api, proof }: Fixtures): Promise<void> {
  const asClient = { ...FORM, Authorization: basic(client)['authorization']! };
  const asApi = { ...FORM, Authorization: basic(api)['authorization']! };
  const send = recorder.send.bind(recorder);

  await send('metadata', 200, 'GET /.well-known/openid-configuration');
  await send('metadata, OAuth’s', 200, 'GET /.well-known/oauth-authorization-server');
  await send('metadata, its head', 200, 'HEAD /.well-known/openid-configuration');
  await send('metadata for another host', 200, 'GET /.well-known/openid-configuration', {
    Host: 'evil.example',
    'X-Forwarded-Host': 'evil.example',
    'X-Forwarded-Proto': 'https',
  });

  await methods(recorder);
  await bodies(recorder, asClient);

  // The flow.
  const request = query({
    client_id: client.clientId,
    redirect_uri: client.client.redirectUris[0],
    response_type: 'code',
    scope: 'openid profile',
    state: 'st 4te&é"<',
    code_challenge: proof.challenge,
    code_challenge_method: 'S256',
  }).toString();
  const but = (changes: Record<string, string>): string => {
    const changed = new URLSearchParams(request);
    for (const [name, value] of Object.entries(changes)) changed.set(name, value);
    return changed.toString();
  };
  await authorizationErrors(recorder, request, but);

  recorder.forgetCookies();
  await send('authorize by form', 303, 'POST authorize', FORM, request);
  const begun = await send('authorize', 303, `GET authorize?${request}`);
  const interaction = new URL(begun.headers['Location'] as string, 'http://x').searchParams.get(
    'interaction',
  )!;
  const here = `interaction=${interaction}`;
  await send('sign-in', 200, `GET sign_in?${here}`);
  await send('sign-in in Chinese', 200, `GET sign_in?${here}`, { 'Accept-Language': 'fr, zh-TW;q=0.9' });
  await send('sign-in with a wrong password', 303, 'POST sign_in', FORM, `${here}&username=alice&password=x`);
  await send('sign-in, said to be wrong', 200, `GET sign_in?${here}`);
  await send('consent before sign-in', 400, `GET confirm_access?${here}`);
  await send('resume before sign-in', 303, `GET authorize/resume?${here}`);
  await send('resume, its head', 405, `HEAD authorize/resume?${here}`);
  const credentials = query({ interaction, username: 'alice', password: PASSWORD }).toString();
  await send('sign-in as JSON', 400, 'POST sign_in', JSON_TYPE, JSON.stringify({ interaction }));
  await send('sign-in with a name twice', 400, 'POST sign_in', FORM, `${credentials}&username=bob`);
  await send('sign-in with the right password', 303, 'POST sign_in', FORM, credentials);
  await send('prompt=none without consent', 303, `GET authorize?${but({ prompt: 'none' })}`);
  await send('resume to consent', 303, `GET authorize/resume?${here}`);
  await send('consent', 200, `GET confirm_access?${here}`);
  await send('consent without a decision', 400, 'POST confirm_access', FORM, here);
  await send('consent as XML', 400, 'POST confirm_access', { 'Content-Type': 'text/xml' }, '<allow/>');
  await send(
    'consent given',
    303,
    'POST confirm_access',
    FORM,
    `${here}&scope.openid=true&scope.profile=true&decision=allow&remember=true`,
  );
  await send('consent given again', 400, 'POST confirm_access', FORM, `${here}&decision=allow`);
  const done = await send('resume to the client', 303, `GET authorize/resume?${here}`);
  await send('resume again', 400, `GET authorize/resume?${here}`);
  const straight = await send('a code without a page', 303, `GET authorize?${request}`);

  const codeIn = ({ headers }: RawAnswer): string =>
    new URL(headers['Location'] as string).searchParams.get('code')!;
  const redeem = (code: string): string =>
    query({ grant_type: 'authorization_code', code, code_verifier: proof.verifier }).toString();
  const tokens = await send('tokens for a code', 200, 'POST token', asClient, redeem(codeIn(done)));
  await send('tokens for a code twice', 400, 'POST token', asClient, redeem(codeIn(done)));
  await send('tokens for a code of nobody', 400, 'POST token', asClient, redeem('x'.repeat(64)));
  const more = await send('more tokens', 200, 'POST token', asClient, redeem(codeIn(straight)));
  const { access_token: access, refresh_token: refresh } = JSON.parse(more.body) as Record<string, string>;
  const ended = JSON.parse(tokens.body) as Record<string, string>;
  const rotate = query({ grant_type: 'refresh_token', refresh_token: refresh }).toString();
  await send('refresh', 200, 'POST token', asClient, rotate);
  await send('refresh, the answer lost', 200, 'POST token', asClient, rotate);
  await send('refresh outside the scope', 400, 'POST token', asClient, `${rotate}&scope=orders:read`);
  await send('client credentials', 200, 'POST token', asClient, 'grant_type=client_credentials');

  // A device.
  const codes = await send('device codes', 200, 'POST device_authorization', asClient, 'scope=openid');
  const { device_code: device, user_code: userCode } = JSON.parse(codes.body) as Record<string, string>;
  const polled = query({ grant_type: DEVICE_CODE, device_code: device }).toString();
  await send('device codes by nobody', 401, 'POST device_authorization', FORM, 'scope=openid');
  await send('device codes as JSON', 400, 'POST device_authorization', { ...asClient, ...JSON_TYPE }, '{}');
  await send('device, pending', 400, 'POST token', asClient, polled);
  const page = await send('device page', 200, `GET device?user_code=${userCode}`);
  await send('device page, its head', 200, 'HEAD device');
  const token = /name="token" value="([^"]+)"/.exec(page.body)![1]!;
  const entered = query({ token, user_code: userCode }).toString();
  await send('user code without the token', 400, 'POST device', FORM, `user_code=${userCode}`);
  await send('user code as JSON', 400, 'POST device', JSON_TYPE, JSON.stringify({ token }));
  await send('user code that is none', 400, 'POST device', FORM, `token=${token}&user_code=x`);
  const asked = await send('user code', 303, 'POST device', FORM, entered);
  const onDevice = new URL(asked.headers['Location'] as string, 'http://x').search.slice(1);
  await send('consent to a device', 200, `GET confirm_access?${onDevice}`);
  await send('consent to a device given', 303, 'POST confirm_access', FORM, `${onDevice}&decision=allow`);
  await send('device resume, its head', 405, `HEAD device/resume?${onDevice}`);
  await send('device resume', 303, `GET device/resume?${onDevice}`);
  await send('device done', 200, `GET device/done?${onDevice}`);
  await send('device, too fast', 400, 'POST token', asClient, polled);

  // What takes a token.
  const bearer = { Authorization: `Bearer ${access}` };
  await send('userinfo', 200, 'GET userinfo', bearer);
  await send('userinfo, its head', 200, 'HEAD userinfo', bearer);
  await send('userinfo by form', 200, 'POST userinfo', { ...bearer, ...FORM }, 'extra=1');
  await send('userinfo by JSON', 200, 'POST userinfo', { ...bearer, ...JSON_TYPE }, '{"extra":1}');
  await send('userinfo by broken JSON', 200, 'POST userinfo', { ...bearer, ...JSON_TYPE }, '{"extra":');
  await send('userinfo by nothing', 200, 'POST userinfo', bearer);
  await send('userinfo, the token twice', 400, 'POST userinfo', { ...bearer, ...FORM }, 'access_token=x');
  await send('userinfo for nobody', 401, 'GET userinfo');
  await send('userinfo for an ended token', 401, 'GET userinfo', {
    Authorization: `Bearer ${ended['access_token']}`,
  });
  await send('userinfo for no token', 401, 'GET userinfo', { Authorization: 'Bearer x' });
  await send('userinfo for two headers', 400, 'GET userinfo', { Authorization: ['Bearer x', 'Bearer y'] });
  for (const name of ['introspect', 'check_access']) {
    await send(`${name}`, 200, `POST ${name}`, asApi, `token=${access}`);
    await send(`${name} of no token`, 200, `POST ${name}`, asApi, 'token=x');
    await send(`${name} without a token`, 400, `POST ${name}`, asApi, '');
    await send(`${name} by a client that may not`, 403, `POST ${name}`, asClient, `token=${access}`);
    await send(`${name} by nobody`, 401, `POST ${name}`, FORM, `token=${access}`);
    await send(`${name} as JSON`, 400, `POST ${name}`, { ...asApi, ...JSON_TYPE }, '{"token":false}');
  }
  await send('check_token', 200, 'POST check_token', asApi, `token=${access}`);
  await send('check_token of no token', 400, 'POST check_token', asApi, 'token=x');
  await send('check_token by nobody', 401, 'POST check_token', FORM, 'token=x');
  await send('revoke', 200, 'POST revoke', asClient, `token=${access}`);
  await send('revoke what is revoked', 200, 'POST revoke', asClient, `token=${access}`);
  await send('revoke nothing', 400, 'POST revoke', asClient, '');
  await send('revoke by nobody', 401, 'POST revoke', FORM, `token=${access}`);
  await send('introspect what is revoked', 200, 'POST introspect', asApi, `token=${access}`);

  await signingOut(recorder, client, (JSON.parse(more.body) as Record<string, string>)['id_token']!);

  // Documents and files.
  await send('keys', 200, 'GET jwks');
  await send('keys, their head', 200, 'HEAD jwks');
  await send('key', 200, 'GET token_key');
  await send('style sheet', 200, 'GET assets/portcullis.css?v=1');
  await send('style sheet, its head', 200, 'HEAD assets/portcullis.css');
  await send('script', 200, 'GET assets/portcullis.js');
  await send('no such file', 404, 'GET assets/..%2f..%2fpackage.json');
  await send('error page', 200, 'GET error');
  await send('error page in Chinese', 200, 'GET error?lang=zh-CN');
  await send('error page of a stranger', 200, 'GET error?reference=1&error=<svg/onload=alert(1)>');
}

async function signingOut(
  recorder: Recorder,
  { clientId }: RegisteredClient,
  idToken: string,
): Promise<void> {
  const send = recorder.send.bind(recorder);
  const ask = (query: string): Promise<RawAnswer> => send('sign-out', 303, `GET logout?${query}`);
  const next = ({ headers }: RawAnswer): string =>
    `logout/${(headers['Location'] as string).split('/').pop()}`;
  await send('sign-out with no ID token', 400, 'GET logout?id_token_hint=x');
  await send('sign-out with a name twice', 400, 'GET logout?state=1&state=2');
  await send('sign-out as JSON', 400, 'POST logout', JSON_TYPE, '{"state":"x"}');
  const page = next(await ask(`client_id=${clientId}`));
  const shown = await send('sign-out, the question', 200, `GET ${page}`);
  const form = query(readForm(shown.body).fields).toString();
  await send('sign-out without a decision', 400, 'POST logout/confirm', FORM, form);
  await send('sign-out from another page', 400, 'POST logout/confirm', FORM, 'decision=sign_out');
  const stayed = await send('sign-out, not now', 303, 'POST logout/confirm', FORM, `${form}&decision=stay`);
  await send('still signed in', 200, `GET ${next(stayed)}`);
  const ended = await send('signed out', 303, 'POST logout/confirm', FORM, `${form}&decision=sign_out`);
  await send('signed out, the page', 200, `GET ${next(ended)}`);
  await send('signed out, its head', 200, `HEAD ${next(ended)}`);
  const nobody = await send('sign-out of nobody', 303, 'POST logout', FORM, `id_token_hint=${idToken}`);
  await send('sign-out of nobody, the end', 303, `GET ${next(nobody)}`);
}

const ENDPOINTS: readonly [path: string, ...allowed: string[]][] = [
  ['authorize', 'GET', 'POST'],
  ['authorize/resume', 'GET'],
  ['sign_in', 'GET', 'HEAD', 'POST'],
  ['confirm_access', 'GET', 'HEAD', 'POST'],
  ['device_authorization', 'POST'],
  ['device', 'GET', 'HEAD', 'POST'],
  ['device/resume', 'GET'],
  ['device/done', 'GET', 'HEAD'],
  ['token', 'POST'],
  ['introspect', 'POST'],
  ['check_access', 'POST'],
  ['check_token', 'POST'],
  ['revoke', 'POST'],
  ['userinfo', 'GET', 'HEAD', 'POST'],
  ['jwks', 'GET', 'HEAD'],
  ['token_key', 'GET', 'HEAD'],
  ['logout', 'GET', 'POST'],
  ['logout/confirm', 'GET', 'POST'],
  ['logout/done', 'GET', 'HEAD'],
  ['error', 'GET', 'HEAD'],
  ['assets/portcullis.css', 'GET', 'HEAD'],
];

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'LOCK'];

async function methods(recorder: Recorder): Promise<void> {
  for (const [path, ...allowed] of ENDPOINTS) {
    for (const method of METHODS.filter((name) => !allowed.includes(name))) {
      await recorder.send(`${method} at ${path}`, 405, `${method} ${path}`);
    }
    await recorder.send(`PUT of broken JSON at ${path}`, 405, `PUT ${path}`, JSON_TYPE, '{');
  }
}

const TAKE_FORMS = ENDPOINTS.filter(([, ...allowed]) => allowed.includes('POST')).map(([path]) => path);

/** What a body parser makes lists and objects of, and what two parsers would read differently. */
const NO_STRINGS = [
  'code[]=a',
  'client_id[client_id]=1',
  'client_secret[$ne]=x',
  'redirect_uri[0]=https://client.example/cb',
  'interaction[a][b]=1',
  '__proto__[polluted]=1',
  'constructor[prototype][polluted]=1',
  'grant_type=a&grant_type=b',
  'token=a&token=a',
  'client_id=a&client_id=',
];

/** Bodies that some parser refuses, changes or cannot read. */
async function bodies(recorder: Recorder, asClient: Record<string, string>): Promise<void> {
  const grant = 'grant_type=client_credentials';
  const forms: readonly [string, number, Exchange['body']][] = [
    ['a name twice', 400, `${grant}&${grant}`],
    ['a list', 400, 'grant_type[]=client_credentials'],
    ['an object', 400, `${grant}&a[b]=1`],
    ['a prototype in brackets', 400, `${grant}&__proto__[a]=1`],
    ['a prototype', 200, `${grant}&__proto__=1&constructor=2&toString=3`],
    ['encoded brackets', 400, `${grant}&a%5B%5D=1`],
    ['percent signs that mean nothing', 200, `${grant}&a=%zz&b=%&c=%ff`],
    ['a scope that is no UTF-8', 400, `${grant}&scope=%ff`],
    ['a NUL', 400, `${grant}%00`],
    ['a line break', 400, `${grant}%0d%0aSet-Cookie:a=b`],
    ['semicolons', 400, `${grant};a=1`],
    ['nothing but separators', 400, '&&&==&'],
    ['100 parameters', 200, [grant, ...Array.from({ length: 99 }, (_, i) => `p${i}=1`)].join('&')],
    ['101 parameters', 400, [grant, ...Array.from({ length: 100 }, (_, i) => `p${i}=1`)].join('&')],
    ['2000 parameters', 400, [grant, ...Array.from({ length: 2000 }, (_, i) => `p${i}=1`)].join('&')],
    ['deep brackets', 400, `${grant}&a${'[b]'.repeat(1000)}=1`],
    ['nothing', 400, ''],
    ['no body', 400, undefined],
    ['chunks', 200, [Buffer.from('grant_type=client_'), Buffer.from('credentials')]],
    ['64 KiB', 200, `${grant}&a=`.padEnd(65_536, 'x')],
    ['more than 64 KiB', 413, `${grant}&a=`.padEnd(65_537, 'x')],
    ['2 MiB', 413, `${grant}&a=`.padEnd(2 * 1024 * 1024, 'x')],
    ['chunks of more than 64 KiB', 413, Array.from({ length: 5 }, () => Buffer.alloc(16_384, 'x'))],
  ];
  for (const [name, status, body] of forms) {
    await recorder.send(`a form of ${name}`, status, 'POST token', asClient, body);
  }
  const json = '{"grant_type":"client_credentials"}';
  const types: readonly [string, number, string | undefined, Exchange['body'], Record<string, string>?][] = [
    ['JSON', 400, 'application/json', json],
    ['JSON with numbers', 400, 'application/json', '{"code":0,"token":false}'],
    ['broken JSON', 400, 'application/json', '{"grant_type":'],
    ['empty JSON', 400, 'application/json', ''],
    ['JSON of a prototype', 400, 'application/json', '{"__proto__":{"a":1}}'],
    ['deep JSON', 400, 'application/json', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
    ['2 MiB of JSON', 400, 'application/json', `"${'x'.repeat(2 * 1024 * 1024)}"`],
    ['JSON of another name', 400, 'application/problem+json', json],
    ['text', 400, 'text/plain', grant],
    ['XML', 400, 'application/xml', '<a/>'],
    ['multipart', 400, 'multipart/form-data; boundary=x', '--x--'],
    ['multipart without a boundary', 400, 'multipart/form-data', 'x'],
    ['no type', 400, undefined, grant],
    ['an empty type', 400, '', grant],
    ['a type that is none', 400, '////', grant],
    ['UTF-8 by name', 200, 'application/x-www-form-urlencoded; charset=UTF-8', grant],
    ['upper case', 200, 'APPLICATION/X-WWW-FORM-URLENCODED', grant],
    ['another charset', 400, 'application/x-www-form-urlencoded; charset=iso-8859-1', grant],
    ['a charset nobody knows', 400, 'application/x-www-form-urlencoded; charset=klingon', grant],
    ['another parameter', 400, 'application/x-www-form-urlencoded; a=b', grant],
    ['compression', 400, FORM['Content-Type'], gzipSync(grant), { 'Content-Encoding': 'gzip' }],
    ['broken compression', 400, FORM['Content-Type'], grant, { 'Content-Encoding': 'gzip' }],
    ['compression nobody knows', 400, FORM['Content-Type'], grant, { 'Content-Encoding': 'x' }],
  ];
  const { 'Content-Type': _, ...credentials } = asClient;
  for (const [name, status, type, body, more] of types) {
    const headers = { ...credentials, ...(type !== undefined && { 'Content-Type': type }), ...more };
    await recorder.send(`a body with ${name}`, status, 'POST token', headers, body);
    if (status !== 200) {
      await recorder.send(`authorize with ${name}`, status, 'POST authorize', headers, body);
      await recorder.send(`sign_in with ${name}`, status, 'POST sign_in', headers, body);
    }
  }
  // RFC 9112 section 3.2.2.
  const absolute = `http://localhost${recorder.path('token')}`;
  await recorder.send('an absolute target', 200, `POST ${absolute}`, asClient, grant);
  await recorder.send(
    'broken JSON to an absolute target',
    400,
    `POST ${absolute}`,
    { ...credentials, ...JSON_TYPE },
    '{',
  );
  for (const endpoint of TAKE_FORMS) {
    for (const pair of NO_STRINGS) {
      await recorder.send(`${pair} at ${endpoint}`, 400, `POST ${endpoint}`, asClient, pair);
    }
    for (const value of ['{"code":0}', '{"token":false}', '{"client_id":{"$ne":1}}', '[]', 'null']) {
      const headers = { ...credentials, ...JSON_TYPE };
      await recorder.send(
        `${value} at ${endpoint}`,
        endpoint === 'userinfo' ? 401 : 400,
        `POST ${endpoint}`,
        headers,
        value,
      );
    }
  }
  await recorder.send('no credentials', 401, 'POST token', FORM, grant);
  await recorder.send(
    'wrong credentials',
    401,
    'POST token',
    { ...FORM, Authorization: 'Basic eDp5' },
    grant,
  );
  await recorder.send('two Authorization headers', 401, 'POST token', {
    ...FORM,
    Authorization: ['Basic eDp5', 'Basic eDp5'],
  });
}

async function authorizationErrors(
  recorder: Recorder,
  request: string,
  but: (changes: Record<string, string>) => string,
): Promise<void> {
  const lists: readonly [string, number, string][] = [
    ['nothing', 400, ''],
    ['an unknown client', 400, but({ client_id: 'nobody' })],
    ['another redirect URI', 400, but({ redirect_uri: 'https://evil.example/<svg/onload=alert(1)>' })],
    ['a client twice', 400, `${request}&client_id=x`],
    ['a redirect URI in brackets', 400, `${request}&redirect_uri[0]=x`],
    ['a state twice', 303, `${request}&state=x`],
    ['brackets', 303, `${request}&__proto__[a]=b`],
    ['another response type', 303, but({ response_type: 'token' })],
    ['no challenge', 303, but({ code_challenge: '' })],
    ['a scope of nobody', 303, but({ scope: 'root' })],
    ['a request object', 303, but({ request: 'eyJ.x.y' })],
    ['a hint that is none', 303, but({ id_token_hint: 'x' })],
    ['prompt=none', 303, but({ prompt: 'none' })],
    ['too many parameters', 400, Array.from({ length: 101 }, (_, i) => `p${i}=1`).join('&')],
    ['too much', 400, but({ state: 'x'.repeat(9000) })],
  ];
  for (const [name, status, parameters] of lists) {
    recorder.forgetCookies();
    await recorder.send(`authorize with ${name}`, status, `GET authorize?${parameters}`);
    // With a cookie, or a form that fits a URL is sent back to it.
    await recorder.send(
      `authorize by form with ${name}`,
      status,
      'POST authorize',
      {
        ...FORM,
        Cookie: '__Host-portcullis=x',
      },
      parameters,
    );
  }
  recorder.forgetCookies();
  await recorder.send('sign-in of nothing', 400, 'GET sign_in');
  await recorder.send('sign-in of a stranger', 400, `GET sign_in?interaction=${'x'.repeat(64)}`);
  await recorder.send('sign-in by nobody', 400, 'POST sign_in', FORM, 'username=alice&password=x');
  await recorder.send('consent of nothing', 400, 'GET confirm_access');
  await recorder.send('consent by nobody', 400, 'POST confirm_access', FORM, 'decision=allow');
  await recorder.send('resume of nothing', 400, 'GET authorize/resume');
}

describe('every host answers with the same bytes', () => {
  let storage: TestDatabase;
  let fixtures: Fixtures;
  let expected: readonly Recorded[];

  const start = (host: Host): Promise<TestServer> =>
    TestServer.start({
      database: 'sqlite',
      storage,
      options: { legacy: true, brand: { name: 'Example' } },
      extras: { clock: StoppedClock },
      imports: [OwnModule],
      ...host,
    });

  const recordingOf = async (server: TestServer): Promise<readonly Recorded[]> => {
    // What the user of the last recording allowed.
    await server.database.delete(Consent, { clientId: fixtures.client.clientId });
    const { token_endpoint: endpoint } = (await (
      await fetch(`${server.listening}/.well-known/openid-configuration`)
    ).json()) as Record<string, string>;
    const recorder = new Recorder(server, endpoint!.includes(`${PREFIX}/oauth`) ? PREFIX : '');
    await run(recorder, fixtures);
    return recorder.answers;
  };

  beforeAll(async () => {
    storage = await createMigratedDatabase('sqlite');
    const server = await start(FIRST);
    await server.addUser();
    fixtures = {
      client: await server.register({
        grantTypes: ['authorization_code', 'refresh_token', 'client_credentials', DEVICE_CODE],
        audiences: ['https://api.example'],
      }),
      api: await registerApi(server, 'https://api.example'),
      proof: pkce(),
    };
    expected = await recordingOf(server);
    await server.close();
  });
  afterAll(() => storage.drop());

  it('and the list is long', () => {
    expect(expected.length).toBeGreaterThan(300);
  });

  it.each(HOSTS)('%s', async (_, host) => {
    const server = await start(host);
    try {
      const recorded = await recordingOf(server);
      expect(recorded.length).toBe(expected.length);
      for (const [i, answer] of recorded.entries()) expect(answer).toEqual(expected[i]);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    } finally {
      await server.close();
    }
  });
});

describe.each(['express', 'fastify'] as const)('a host on %s keeps what is its own', (adapter) => {
  let server: TestServer;
  const finished: string[] = [];

  beforeAll(async () => {
    server = await TestServer.start({
      database: 'sqlite',
      adapter,
      bodyParser: true,
      imports: [OwnModule],
      prepare: (app) => {
        if (adapter === 'express') {
          app.use(({ url = '' }: IncomingMessage, response: ServerResponse, next: () => void) => {
            response.setHeader('X-Request-Id', '1');
            response.appendHeader('Set-Cookie', 'host=1');
            response.once('finish', () => finished.push(url));
            next();
          });
          return;
        }
        (app as NestFastifyApplication)
          .getHttpAdapter()
          .getInstance()
          .addHook('onRequest', async (_, reply) => {
            reply.header('X-Request-Id', '1').header('Set-Cookie', 'host=1');
          })
          .addHook('onResponse', async ({ url }) => {
            finished.push(url);
          });
      },
    });
  });
  afterAll(() => server.close());

  const ask = (request: Exchange): Promise<RawAnswer> => exchange(server.listening, request);

  it('body parsers on its routes', async () => {
    const post = (headers: Record<string, string>, body: string): Promise<RawAnswer> =>
      ask({ method: 'POST', path: '/own', headers, body });
    expect(await post(JSON_TYPE, '{"a":[1]}')).toMatchObject({ status: 200, body: '{"body":{"a":[1]}}' });
    expect(await post(FORM, 'a=1')).toMatchObject({ status: 200, body: '{"body":{"a":"1"}}' });
    expect(await post(JSON_TYPE, '{')).toMatchObject({ status: 400 });
  });

  it('headers that it sets on every answer', async () => {
    const client = await server.register();
    const parameters = query({
      client_id: client.clientId,
      redirect_uri: client.client.redirectUris[0],
      response_type: 'code',
      code_challenge: pkce().challenge,
      code_challenge_method: 'S256',
    });
    const page = await ask({ method: 'GET', path: `/oauth/authorize?${parameters}` });
    const header = (name: string): unknown =>
      Object.entries(page.headers).find(([key]) => key.toLowerCase() === name)?.[1];
    expect(page.status).toBe(303);
    expect(header('x-request-id')).toBe('1');
    expect([header('set-cookie')].flat().sort()).toEqual([
      expect.stringMatching(/^__Host-portcullis=[\w-]{64}; Path=\/; Secure; HttpOnly; SameSite=Lax$/),
      'host=1',
    ]);
    const keys = await fetch(server.url('jwks'));
    expect([keys.headers.get('x-request-id'), keys.headers.getSetCookie()]).toEqual(['1', ['host=1']]);
    expect(finished).toContain('/oauth/jwks');
  });

  it.each([
    ['GET', 'oauth'],
    ['GET', 'oauth/'],
    ['GET', 'oauth/nothing'],
    ['POST', 'oauth/nothing'],
    ['GET', 'oauth//token'],
    ['POST', 'oauth/token/more'],
    ['GET', 'oauth/assets'],
    ['GET', '.well-known/nothing'],
  ])('the answer to %s /%s, where we have nothing', async (method, path) => {
    const { status, body } = await ask({ method, path: `/${path}` });
    expect(status).toBe(404);
    expect(JSON.parse(body)).toEqual({
      message: `Cannot ${method} /${path}`,
      error: 'Not Found',
      statusCode: 404,
    });
  });
});

describe.each<[string, () => AbstractHttpAdapter]>([
  ['express', () => new ExpressAdapter()],
  ['fastify', () => new FastifyAdapter()],
])('an application of @nestjs/testing on %s', (_, adapter) => {
  it('has its adapter late and its endpoints all the same', async () => {
    const { storage, close } = await openStorage('sqlite');
    const contents = { entities: OAUTH_ENTITIES, migrations: OAUTH_MIGRATIONS };
    const module = await Test.createTestingModule({
      imports: [
        TypeOrmModule.forRoot(dataSourceOptions(storage.url, contents)),
        OAuthModule.forRoot({ issuer: 'http://localhost:3000', masterKey: MASTER_KEY }),
      ],
    }).compile();
    const app = module.createNestApplication(adapter());
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    const answer = await exchange(`http://127.0.0.1:${port}`, {
      method: 'POST',
      path: '/oauth/token',
      headers: JSON_TYPE,
      body: '{',
    });
    await app.close();
    await close();
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      400,
      {
        error: 'invalid_request',
        error_description: 'The body must be application/x-www-form-urlencoded.',
      },
    ]);
  });
});
