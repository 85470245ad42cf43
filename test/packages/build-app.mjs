import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { hostsEnvironment } from './environment.mjs';

const NPM_INSTALL = ['install', '--no-audit', '--no-fund', '--prefer-offline'];

/**
 * A fixture application, copied out of the repository, with tarballs installed and its TypeScript compiled.
 *
 * @param name folder beside this file
 */
export async function buildApp(proof, stage, name, tarballs) {
  const folder = join(stage.folder(name), name);
  await cp(join(import.meta.dirname, name), folder, { recursive: true });
  const inFolder = { cwd: folder, env: hostsEnvironment(), seconds: 180 };
  await proof.need(`${name} installs the tarballs beside its own dependencies`, async () => {
    await stage.run('npm', [...NPM_INSTALL, ...tarballs], inFolder);
  });
  await proof.claim(`${name} has no missing, unmet or doubtful dependency`, () =>
    stage.run('npm', ['ls', '--all'], inFolder),
  );
  await proof.need(`${name} compiles against the published types, checking those too`, () =>
    stage.run('npm', ['run', 'build'], inFolder),
  );
  return folder;
}
