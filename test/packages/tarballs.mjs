import assert from 'node:assert/strict';
import { join } from 'node:path';
import { hostsEnvironment, ROOT } from './environment.mjs';

/** What a host must find in each package beside its entry. */
const NEEDED = {
  bearer: ['dist/index.js', 'dist/index.d.ts', 'dist/testing.js', 'dist/testing.d.ts', 'README.md'],
  oauth: [
    'dist/index.js',
    'dist/index.d.ts',
    'dist/browser.js',
    'dist/browser.d.ts',
    'dist/pages/templates/layout.hbs',
    'dist/pages/templates/sign-in.hbs',
    'dist/pages/templates/consent.hbs',
    'dist/pages/templates/error.hbs',
    'dist/pages/templates/partials/scope.hbs',
    'dist/pages/assets/portcullis.css',
    'dist/pages/assets/portcullis.js',
  ],
};

const UNWANTED = /(^|\/)(src|test|node_modules)\/|\.spec\.|\.tsbuildinfo$|tsconfig|\.env|\.tmp\./;
const KNOWN = /^(package\.json|README(\..*)?\.md|LICENSE|dist\/.*\.(js|d\.ts|hbs|css|svg))$/;

/**
 * Packs a library as it would be published and checks what is inside.
 *
 * @param library folder below `libs`
 * @returns path of the tarball
 */
export async function pack(proof, stage, library, folder) {
  const report = await proof.need(`npm pack makes a tarball of libs/${library}`, async () => {
    const args = ['pack', '--json', '--pack-destination', folder];
    const json = await stage.run('npm', args, { cwd: join(ROOT, 'libs', library), env: hostsEnvironment() });
    return JSON.parse(json)[0];
  });
  const files = report.files.map(({ path }) => path);
  await proof.claim(`${report.name} holds what a host needs (${files.length} files)`, () => {
    const missing = NEEDED[library].filter((path) => !files.includes(path));
    assert.deepEqual(missing, [], 'missing');
    const untyped = files.filter((path) => path.endsWith('.js') && !path.includes('/assets/'));
    const types = untyped.map((path) => path.replace(/\.js$/, '.d.ts'));
    assert.deepEqual(
      types.filter((path) => !files.includes(path)),
      [],
      'missing types',
    );
  });
  await proof.claim(`${report.name} holds no sources, specs or build state`, () => {
    assert.deepEqual(
      files.filter((path) => UNWANTED.test(path) || !KNOWN.test(path)),
      [],
    );
  });
  return join(folder, report.filename);
}
