import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hostsEnvironment } from './environment.mjs';

/** The API installed neither the authorization server nor anything that talks to a database. */
export async function proveItStandsAlone(proof, stage, folder) {
  const ls = (name) => stage.start('npm', ['ls', '--all', name], { cwd: folder, env: hostsEnvironment() });
  for (const name of ['typeorm', '@portcullis/oauth']) {
    await proof.claim(`npm ls ${name} is empty in the API`, async () => {
      const program = ls(name);
      await program.ended(60);
      assert.match(program.stdout, /\(empty\)/);
    });
  }
  await proof.claim('no database driver came with it', async () => {
    const installed = await readdir(join(folder, 'node_modules'));
    const drivers = installed.filter((name) => /^(mysql|better-sqlite3|sqlite|pg|typeorm)/.test(name));
    assert.deepEqual(drivers, []);
  });
}

/** The running API of another team. */
export class OrdersApi {
  constructor(stage, { folder, issuer, audience, port }) {
    Object.assign(this, { stage, folder, issuer, audience, port });
  }

  /** @param credentials `CLIENT_ID` and `CLIENT_SECRET` make it introspect */
  async start(credentials = {}) {
    const env = hostsEnvironment({
      ISSUER: this.issuer,
      AUDIENCE: this.audience,
      PORT: String(this.port),
      ...credentials,
    });
    const app = this.stage.start(process.execPath, ['dist/main.js'], { cwd: this.folder, env });
    await app.written(/The API is ready/, 30);
  }

  async get(path, token) {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`http://127.0.0.1:${this.port}${path}`, { headers });
    const challenge = response.headers.get('www-authenticate') ?? '';
    return { status: response.status, challenge, body: await response.json() };
  }
}

/** 401, 200, 403: what `@Bearer('orders:read')` does with tokens of the host. */
export async function proveTheGuard(proof, mode, api, { good, narrow }) {
  await proof.claim(`${mode}: no token, 401 and a bare challenge`, async () => {
    const { status, challenge } = await api.get('/orders');
    assert.equal(status, 401);
    assert.match(challenge, /^Bearer/);
    assert.doesNotMatch(challenge, /error=/);
  });
  await proof.claim(`${mode}: garbage, 401 invalid_token`, async () => {
    const { status, challenge } = await api.get('/orders', 'garbage');
    assert.equal(status, 401);
    assert.match(challenge, /error="invalid_token"/);
  });
  await proof.claim(`${mode}: a token of the host app, 200, and @Token() says whose it is`, async () => {
    const { status, body } = await api.get('/orders', good);
    assert.deepEqual(
      { status, body },
      { status: 200, body: { owner: 'E-1042', client: 'wiki', orders: ['tea', 'rice'] } },
    );
  });
  await proof.claim(`${mode}: a token without the scope, 403 insufficient_scope`, async () => {
    const { status, challenge } = await api.get('/orders', narrow);
    assert.equal(status, 403);
    assert.match(challenge, /error="insufficient_scope"/);
    assert.match(challenge, /scope="orders:read"/);
  });
  await proof.claim(`${mode}: @Public() is open, a forgotten decorator is closed`, async () => {
    assert.equal((await api.get('/orders/opening-hours')).status, 200);
    assert.equal((await api.get('/drafts')).status, 403);
    assert.equal((await api.get('/drafts', good)).status, 403);
  });
}
