/** The directions of docs/architecture.md. Cycles and wrong directions are errors. */
const src = 'libs/oauth/src';
const NOUNS =
  'clients|client-assertion|client-documents|tokens|dpop|keys|scopes|accounts|audit|grants|exchange|consent|limits|replays|outgoing|mail|logos';
const ENDPOINTS =
  'authorize|par|token|device|introspection|revocation|userinfo|logout|back-channel-logout|discovery|console|legacy';
const WAYS = 'interaction|sign-in|second-factor|password-reset|my-account';

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
      comment: 'What the endpoints are about never imports one.',
      severity: 'error',
      from: { path: `^${src}/(${NOUNS})/` },
      to: { path: `^${src}/(${ENDPOINTS}|${WAYS}|directory)/` },
    },
    {
      name: 'nouns-know-no-pages',
      comment: 'But for the words of a scope, the text of a mail and the picture of a client.',
      severity: 'error',
      from: { path: `^${src}/(${NOUNS})/`, pathNot: `^${src}/(scopes|mail|logos)/` },
      to: { path: `^${src}/(pages|sessions)/` },
    },
    {
      name: 'clients-know-no-tokens',
      comment: 'Whoever looks at both is in directory/.',
      severity: 'error',
      from: { path: `^${src}/clients/` },
      to: { path: `^${src}/(tokens|consent|logos)/` },
    },
    {
      name: 'pages-know-no-ways',
      comment: 'What a page is and looks like does not depend on who leads to it.',
      severity: 'error',
      from: { path: `^${src}/pages/` },
      to: { path: `^${src}/(${ENDPOINTS}|${WAYS})/` },
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
