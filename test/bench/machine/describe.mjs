import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

const PEERS = ['oidc-provider', '@jmondi/oauth2-server', '@node-oauth/oauth2-server', 'mysql2', 'express'];

/** What a figure is worth nothing without: when, where and of what it was measured. */
export function describe({ mariadb, cores }) {
  return {
    date: new Date().toISOString(),
    commit: commit(),
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    pinned: cores.reason === null ? true : cores.reason,
    mariadb: mariadb?.variables ?? null,
    versions: Object.fromEntries(PEERS.map((name) => [name, versionOf(name)])),
  };
}

function versionOf(name) {
  const path = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')).version;
}

function commit() {
  try {
    const options = { cwd: fileURLToPath(new URL('.', import.meta.url)), encoding: 'utf8' };
    return execFileSync('git', ['describe', '--always', '--dirty'], options).trim();
  } catch {
    return null;
  }
}
