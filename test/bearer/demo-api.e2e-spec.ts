import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MACHINE } from '../support/child-environment.js';
import { API_CLIENT, AUDIENCE, StandInAuthority } from './stand-in-authority.js';

const MAIN = 'apps/demo-api/dist/main.js';
const environment = (values: Record<string, string>) => ({ ...MACHINE, PORT: '0', ...values });

let authority: StandInAuthority;
let running: ChildProcess;
let url: string;

beforeAll(async () => {
  authority = await StandInAuthority.start();
  running = fork(MAIN, {
    execArgv: [],
    env: environment({
      ISSUER: authority.issuer,
      AUDIENCE,
      CLIENT_ID: API_CLIENT.clientId,
      CLIENT_SECRET: API_CLIENT.clientSecret,
    }),
  });
  const [ready] = (await once(running, 'message')) as [{ port: number }];
  url = `http://127.0.0.1:${ready.port}`;
});

afterAll(async () => {
  const ended = once(running, 'exit');
  running.kill('SIGTERM');
  await ended;
  await authority.stop();
});

const get = (path: string, token?: string): Promise<Response> =>
  fetch(`${url}${path}`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });

describe('the demo API', () => {
  it('says what it is to everybody', async () => {
    const response = await get('/');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      authorization_server: authority.issuer,
      audience: [AUDIENCE],
    });
    expect(response.headers.get('x-powered-by')).toBeNull();
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('gives the moments of the resource owner to a client that may read them', async () => {
    expect((await get('/moments')).status).toBe(401);
    expect((await get('/moments', await authority.issue({ scope: 'profile:read' }))).status).toBe(403);
    const response = await get('/moments', await authority.issue({ scope: 'moments:read' }));
    expect(response.status).toBe(200);
    const answer = (await response.json()) as { moments: object[] };
    expect(answer).toMatchObject({ owner: 'alice', client: 'web' });
    expect(answer.moments).toHaveLength(3);
  });

  it('asks for another scope for the profile', async () => {
    expect((await get('/profile', await authority.issue({ scope: 'moments:read' }))).status).toBe(403);
    expect((await get('/profile', await authority.issue({ scope: 'profile:read' }))).status).toBe(200);
  });

  it('introspects where a revocation is to be seen at once, beside verifying elsewhere', async () => {
    authority.active.set('opaque', authority.claims({ scope: 'moments:read' }));
    expect((await get('/introspected/moments', 'opaque')).status).toBe(200);
    expect((await get('/moments', 'opaque')).status).toBe(401);
    authority.active.delete('opaque');
    expect((await get('/introspected/moments', 'opaque')).status).toBe(401);
  });

  it('tells clients where to get a token, once for both of its modules', async () => {
    const response = await get('/.well-known/oauth-protected-resource');
    expect(await response.json()).toMatchObject({
      resource: AUDIENCE,
      authorization_servers: [authority.issuer],
      scopes_supported: ['moments:read', 'profile:read'],
    });
    expect((await get('/moments')).headers.get('www-authenticate')).toContain(
      `resource_metadata="${AUDIENCE}/.well-known/oauth-protected-resource"`,
    );
  });

  it('describes itself', async () => {
    const document = (await (await get('/openapi.json')).json()) as { paths: Record<string, unknown> };
    expect(Object.keys(document.paths).sort()).toEqual([
      '/',
      '/introspected/moments',
      '/moments',
      '/profile',
    ]);
    expect(document.paths['/moments']).toMatchObject({
      get: { security: [{ bearer: [] }], responses: { 403: {} } },
    });
  });
});

it('with an insecure value it ends and says what to write', () => {
  const { status, stderr } = spawnSync(process.execPath, [MAIN], {
    encoding: 'utf8',
    env: environment({ ISSUER: 'http://sso.example.com', AUDIENCE, BEARER_MODE: 'jtw' }),
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/issuer "http:\/\/sso\.example\.com" is not an https URL/);
  expect(stderr).toMatch(/mode "jtw" does not exist/);
  expect(stderr).not.toMatch(/\n\s+at /);
});

it.each([
  [{}, /^ISSUER is not set\. .*http:\/\/localhost:3000/],
  [{ ISSUER: 'https://sso.example.com' }, /^AUDIENCE is not set\./],
  [{ ISSUER: 'https://sso.example.com', AUDIENCE, BEARER_MODE: 'introspect' }, /^CLIENT_ID is not set\./],
])('with %p it ends with one line that says what to write', (values, line) => {
  const { status, stderr } = spawnSync(process.execPath, [MAIN], {
    encoding: 'utf8',
    env: environment(values),
  });
  expect(status).toBe(1);
  expect(stderr.trim()).toMatch(line);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
