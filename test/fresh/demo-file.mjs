import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What the README promises about `.portcullis/demo.json`. */
const KEYS = {
  user: ['username', 'password'],
  admin: ['url', 'username', 'password'],
  api: ['url', 'scope', 'client_id', 'client_secret'],
};
const CLIENT_KEYS = ['name', 'url', 'client_id', 'client_secret', 'redirect_uri', 'scope', 'grant_types'];

export async function readDemoFile(clone) {
  return JSON.parse(await readFile(pathOf(clone), 'utf8'));
}

export async function checkMode(clone) {
  const mode = (await stat(pathOf(clone))).mode & 0o777;
  assert.equal(mode.toString(8), '600');
}

export function checkKeys(demo) {
  assert.equal(typeof demo.issuer, 'string');
  for (const [part, keys] of Object.entries(KEYS)) {
    for (const key of keys) assert.match(String(demo[part]?.[key] ?? ''), /./, `${part}.${key}`);
  }
  for (const client of demo.clients) {
    for (const key of CLIENT_KEYS) assert.ok(key in client, `${client.name} lacks ${key}`);
    assert.match(client.client_secret, /./);
  }
}

/** The confidential web client. */
export function webClientOf(demo) {
  return clientWith(demo, 'authorization_code');
}

export function machineClientOf(demo) {
  return clientWith(demo, 'client_credentials');
}

function clientWith(demo, grantType) {
  const client = demo.clients.find(({ grant_types: names }) => names.includes(grantType));
  assert.ok(client, `no client has the grant type ${grantType}`);
  return client;
}

function pathOf(clone) {
  return join(clone, '.portcullis', 'demo.json');
}
