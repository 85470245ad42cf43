const { TEST_ADAPTER, TEST_DEPTH } = process.env;

/** Flows in which Nest's adapter has no part: on a second one they would say the same. `TEST_DEPTH=full` runs them too. */
const WITHOUT_ADAPTER = [
  'acr',
  'back-channel-logout',
  'changed-client',
  'claims',
  'client-documents',
  'consent-content',
  'custom-grant',
  'id-token-hint',
  'logos',
  'notices',
  'outgoing',
  'private-key-jwt',
  'resource',
  'token-exchange',
];

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: [
    '<rootDir>/libs/**/*.spec.ts',
    '<rootDir>/apps/*/src/**/*.spec.ts',
    '<rootDir>/apps/*/ui/src/**/*.spec.ts',
    '<rootDir>/test/**/*.e2e-spec.ts',
  ],
  // Sources are compiled as they are imported; the packages themselves resolve to what was built.
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
      },
    ],
  },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['/dist/'],
  testPathIgnorePatterns: [
    '/node_modules/',
    ...(TEST_ADAPTER && TEST_DEPTH !== 'full' ? [`test/flows/(${WITHOUT_ADAPTER.join('|')})\\.`] : []),
  ],
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  reporters: ['default', '<rootDir>/test/support/summary.reporter.mjs'],
  testTimeout: 60_000,
  maxWorkers: 2,
};
