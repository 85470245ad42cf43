/** The directions of docs/architecture.md. Cycles and wrong directions are errors. */
const src = 'libs/oauth/src';

export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'bearer-stands-alone',
      comment: 'A resource server must not pull in TypeORM or the authorization server.',
      severity: 'error',
      from: { path: '^libs/bearer' },
      to: { path: '^libs/oauth|node_modules/(typeorm|@nestjs/typeorm)/' },
    },
    {
      name: 'bearer-testing-stays-out',
      comment: 'What makes tokens for anybody is reached through its own entry only.',
      severity: 'error',
      from: { path: '^libs/bearer/src/', pathNot: '^libs/bearer/src/testing' },
      to: { path: '^libs/bearer/src/testing' },
    },
    {
      name: 'storage-is-low',
      comment: 'storage/ knows dialects, not features.',
      severity: 'error',
      from: { path: `^${src}/storage` },
      to: { path: `^${src}/(?!storage|errors|primitives)` },
    },
    {
      name: 'primitives-are-pure',
      severity: 'error',
      from: { path: `^${src}/primitives` },
      to: { path: `^${src}/(?!primitives)|node_modules/(@nestjs|typeorm)/` },
    },
    {
      name: 'nouns-know-no-endpoints',
      comment: 'clients, tokens, keys, accounts, audit and grants never import an endpoint.',
      severity: 'error',
      from: { path: `^${src}/(clients|tokens|keys|accounts|audit|grants|consent|limits|replays|outgoing)/` },
      to: {
        path: `^${src}/(authorize|token|interaction|sign-in|sessions|second-factor|password-reset|my-account|pages|userinfo|introspection|revocation|discovery|legacy|par|device|logout|console)/`,
      },
    },
    {
      name: 'pages-know-no-ways',
      comment: 'What a page is and looks like does not depend on who leads to it.',
      severity: 'error',
      from: { path: `^${src}/pages/` },
      to: { path: `^${src}/(sign-in|second-factor|password-reset|my-account|device|logout|token)/` },
    },
    {
      name: 'tokens-know-no-grants',
      severity: 'error',
      from: { path: `^${src}/(clients|tokens|keys|accounts|audit|storage)/` },
      to: { path: `^${src}/grants/` },
    },
    {
      name: 'browser-entry-is-pure',
      severity: 'error',
      from: { path: `^${src}/browser.ts$` },
      to: { path: `^${src}/(?!primitives|pages/messages)` },
    },
    {
      name: 'no-barrels',
      severity: 'error',
      from: {},
      to: { path: '^libs/[^/]+/src/.+/index.ts$' },
    },
    {
      name: 'libs-through-their-entry',
      comment: 'Apps and tests reach a library only through its package.',
      severity: 'error',
      from: { path: '^(apps|test)/' },
      to: { path: '^libs/[^/]+/src/' },
    },
    {
      name: 'apps-stand-alone',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'prometheus-stays-out',
      comment: 'Its client is an optional peer, reached through an entry of its own.',
      severity: 'error',
      from: { path: '^libs/', pathNot: `^${src}/(prometheus.ts|metrics/prometheus-metrics.ts)$` },
      to: {
        path: `node_modules/@prometheus-io/client/|^${src}/(prometheus.ts|metrics/prometheus-metrics.ts)`,
      },
    },
    {
      name: 'drivers-in-storage-only',
      severity: 'error',
      from: { path: '^libs/', pathNot: `^${src}/(storage|migrations)/|[.]spec[.]ts$` },
      to: { path: 'node_modules/(mysql2|better-sqlite3)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|/dist/' },
    exclude: { path: '(^|/)dist(-ui)?/|apps/admin/ui/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs'],
    },
  },
};
