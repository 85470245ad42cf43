import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import ts from 'typescript';

const require = createRequire(import.meta.url);
const packageFile = (name: string, path: string): string => {
  const main = require.resolve(name);
  return readFileSync(join(main.slice(0, main.lastIndexOf(`/${name}/`)), name, path), 'utf8');
};

const SNIPPET = readFileSync(join(import.meta.dirname, 'snippets/oidc-client-ts.ts'), 'utf8');

/** Modules as a bundler would take them, and the documented code without its types. */
const MODULES: Readonly<Record<string, string>> = {
  '/oidc-client-ts.js': packageFile('oidc-client-ts', 'dist/esm/oidc-client-ts.js'),
  '/jwt-decode.js': packageFile('jwt-decode', 'build/esm/index.js'),
  '/app.js': ts.transpile(SNIPPET, { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 }),
};

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>A single-page application</title>
<link rel="icon" href="data:,">
<script type="importmap">{"imports":{"oidc-client-ts":"/oidc-client-ts.js","jwt-decode":"/jwt-decode.js"}}</script>
<script type="module">
import * as library from 'oidc-client-ts';
import { userManager } from '/app.js';
Object.assign(globalThis, { library, userManager });
// The answer to a renewal arrives in a hidden frame, whose page hands it to the page around it.
if (location.pathname === '/silent') await new library.UserManager({ authority: '', client_id: '', redirect_uri: '' }).signinSilentCallback();
document.documentElement.dataset.ready = 'yes';
</script>
</head>
<body></body>
</html>`;

/** A static web server with a single-page application, which is all that the third party has. */
export class BrowserApp {
  private constructor(
    private readonly server: Server,
    private readonly port: number,
  ) {}

  static async start(): Promise<BrowserApp> {
    const server = createServer((request, response) => {
      const module = MODULES[request.url!];
      response
        .writeHead(200, { 'Content-Type': module ? 'text/javascript' : 'text/html; charset=utf-8' })
        .end(module ?? PAGE);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new BrowserApp(server, (server.address() as AddressInfo).port);
  }

  /** @param host a name of this machine: another host than the issuer's is another site to the browser */
  origin(host: '127.0.0.1' | 'localhost'): string {
    return `http://${host}:${this.port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
