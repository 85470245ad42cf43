import assert from 'node:assert/strict';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Browser } from './browser.mjs';
import { hostsEnvironment, ROOT } from './environment.mjs';

const SECTION = '## From nothing to a first token';
const CALLBACK = 'http://127.0.0.1:8080/callback';
const ADA = { username: 'ada', password: 'correct horse battery staple' };
const ORDERS = 'https://orders.example.com';

const page = (path) => readFile(join(ROOT, path), 'utf8');
const blocks = (text, language) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, block]) => block);

/** Does what `docs/importing.md` says to somebody who begins with nothing: its files, its commands, in its order. */
export async function proveTheGuide(proof, stage, tarballs, port) {
  const importing = await page('docs/importing.md');
  const section = importing.slice(importing.indexOf(SECTION)).split(/^## /m)[1];
  const [, install, register, first, address, redeem] = blocks(section, 'sh');
  const [packageJson, tsconfig] = blocks(section, 'json');

  const folder = stage.folder('guide');
  const env = hostsEnvironment({ PORT: String(port) });
  await mkdir(join(folder, 'src'));
  for (const tarball of tarballs) await cp(tarball, join(folder, basename(tarball)));
  await writeFile(join(folder, 'package.json'), packageJson);
  await writeFile(join(folder, 'tsconfig.json'), tsconfig);
  for (const block of blocks(`${await page('README.md')}\n${section}`, 'ts')) {
    const name = /^\/\/ file: (\S+)\n/.exec(block)?.[1];
    if (name !== undefined) await writeFile(join(folder, 'src', name), block);
  }

  const here = (command) => command.replaceAll('localhost:3000', `localhost:${port}`);
  const run = (command, more = {}) =>
    stage.run('sh', ['-ec', here(command)], { cwd: folder, env: { ...env, ...more }, seconds: 180 });

  const lines = install.trim().split('\n');
  const start = lines.pop();
  await proof.need('the guide: its package.json installs, its files compile', () => run(lines.join('\n')));
  await proof.need('the guide: the application starts, with the table of its own', () =>
    stage
      .start('sh', ['-ec', `exec ${start}`], { cwd: folder, env })
      .written(/Nest application successfully started/, 30),
  );
  const secret = await proof.need('the guide: register.ts registers two clients beside it', async () => {
    return /^export CLIENT_SECRET='(\S+)'$/m.exec(await run(register))[1];
  });
  await proof.claim('the guide: curl gets a first token, for the API of its client', async () => {
    const { access_token: token, scope } = JSON.parse(await run(first, { CLIENT_SECRET: secret }));
    assert.deepEqual([audienceOf(token), scope], [ORDERS, 'orders:read']);
  });
  await proof.claim('the guide: somebody signs in, and curl redeems the code', async () => {
    const printed = await run(`${address}\necho "$VERIFIER"`);
    const [url, verifier] = printed.trim().split('\n');
    const code = await codeFor(url);
    const answer = await run(redeem.replace('…', code), { VERIFIER: verifier });
    assert.equal(audienceOf(JSON.parse(answer).access_token), ORDERS);
  });
}

async function codeFor(url) {
  const browser = new Browser();
  const signIn = await browser.visit(url);
  const consent = await browser.submit(signIn, ADA, ['action', 'sign_in']);
  const back = await browser.submit(consent, {}, ['decision', 'allow'], CALLBACK);
  return new URL(back.url).searchParams.get('code');
}

function audienceOf(token) {
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).aud;
}
