import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Of the client that describes itself. */
export const STRANGER_REDIRECT = 'https://client.example/cb';

/** A client's web host: one good document, and one for each thing that can be wrong with it. */
export async function serveDocuments(): Promise<{
  origin: string;
  paths: () => readonly string[];
  close: () => void;
}> {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url!;
    paths.push(path);
    const good = {
      client_id: `https://client.example${path}`,
      client_name: 'Self-described',
      redirect_uris: [STRANGER_REDIRECT],
      token_endpoint_auth_method: 'none',
    };
    const documents: Record<string, object> = {
      '/good': good,
      '/long': { ...good, client_name: 'x'.repeat(100_000) },
      '/other-id': { ...good, client_id: 'https://client.example/good' },
      '/secret': { ...good, token_endpoint_auth_method: 'client_secret_basic', client_secret: 'x' },
      '/no-uris': { ...good, redirect_uris: [] },
      '/foreign-uri': { ...good, redirect_uris: ['javascript:alert(1)'] },
    };
    if (path === '/slow') return;
    if (path === '/redirect')
      return void response.writeHead(302, { location: 'https://client.example/inside' }).end();
    const document = documents[path];
    if (!document && path !== '/html') return void response.writeHead(404).end();
    const type = path === '/html' ? 'text/html' : 'application/json';
    response.writeHead(200, { 'content-type': type }).end(JSON.stringify(document ?? good));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { origin: `http://127.0.0.1:${port}`, paths: () => paths, close };
}
