// A newcomer's way: a clone of what is committed, `npm ci` with an empty cache, `npm start`, and a walk through the
// story. An argument names another repository to clone.
import '../../libs/boot/require-node.js';
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { ROOT, strangersEnvironment } from '../packages/environment.mjs';
import { freePorts, isFree } from '../packages/ports.mjs';
import { prove } from '../packages/proof.mjs';
import { checkKeys, checkMode, readDemoFile } from './demo-file.mjs';
import { machineToken, walk } from './walk.mjs';

const repository = process.argv[2] ?? ROOT;

/** `npm start`, up to the printed addresses. */
async function start(stage, clone, env, portBase, seconds) {
  const args = ['start', '--', '--port-base', String(portBase)];
  const program = stage.start('npm', args, { cwd: clone, env });
  await program.written(/Ctrl-C/, seconds);
  return program;
}

/** Waits until nothing is left of a story that was told to end. */
async function itIsOver(program, portBase) {
  assert.equal(await program.ended(20), 0);
  for (let attempt = 0; program.alive && attempt < 50; attempt++) await sleep(100);
  assert.equal(program.alive, false, 'a process is left');
  const closed = await Promise.all([0, 1, 2, 3].map((offset) => isFree(portBase + offset)));
  assert.deepEqual(closed, [true, true, true, true], 'a port is still open');
}

await prove(15, async (proof, stage) => {
  const folder = stage.folder('fresh');
  const clone = join(folder, 'portcullis');
  const env = strangersEnvironment({ npm_config_cache: join(folder, 'npm-cache') });
  const portBase = await freePorts(4);

  await proof.need('git clone', () =>
    stage.run('git', ['clone', '--quiet', '--no-hardlinks', repository, clone], { cwd: folder, env }),
  );
  await proof.need('npm ci, with an empty cache', () =>
    stage.run('npm', ['ci', '--loglevel=error'], { cwd: clone, env, seconds: 420 }),
  );
  const first = await proof.need('npm start builds everything and tells where it is', () =>
    start(stage, clone, env, portBase, 240),
  );
  const demo = await proof.need('.portcullis/demo.json is there, for its owner alone', async () => {
    await checkMode(clone);
    return readDemoFile(clone);
  });
  await proof.need('demo.json has every key the README names', () => checkKeys(demo));
  await proof.claim('the addresses printed are those in demo.json, on the ports asked for', () => {
    const addresses = [demo.issuer, demo.admin.url, demo.api.url, demo.clients[0].url];
    for (const address of addresses) assert.ok(first.stdout.includes(address), address);
    const ports = addresses.map((address) => Number(new URL(address).port) - portBase);
    assert.deepEqual(ports, [0, 1, 2, 3]);
  });
  await walk(proof, demo);
  // A terminal sends SIGINT to every process of the group at once, and npm passes it on once more.
  await proof.claim('Ctrl-C ends everything with code 0', async () => {
    first.signal('SIGINT');
    await itIsOver(first, portBase);
  });
  await first.kill();

  const second = await proof.need('npm start starts again', () => start(stage, clone, env, portBase, 120));
  await proof.claim('everybody has the credentials of the first time', async () => {
    assert.deepEqual(await readDemoFile(clone), demo);
    await machineToken(demo);
  });
  await proof.claim('SIGTERM to npm alone ends everything with code 0, too', async () => {
    second.signalAlone('SIGTERM');
    await itIsOver(second, portBase);
  });
  await proof.claim('git status finds nothing new in the clone', async () => {
    const args = ['status', '--porcelain'];
    assert.equal(await stage.run('git', args, { cwd: clone, env }), '');
  });
});
