import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GuardedHttp, OutgoingFailure, OutgoingHttp, type Client } from '@portcullis/oauth';
import { assertionForm, assertionOf, clientKey } from '../support/assertions.js';
import { get } from '../support/answers.js';
import { authorizeUrl, post } from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { TestServer } from '../support/test-server.js';
import { startTlsServer } from '../support/tls-server.js';

/** Listens on both loopback addresses and counts who comes, before any TLS. */
class Trap {
  hits = 0;
  private readonly servers: Server[] = [];
  private readonly sockets = new Set<Socket>();

  async listen(): Promise<number> {
    const accept = (socket: Socket): void => {
      this.hits++;
      this.sockets.add(socket.on('error', () => undefined));
      socket.end();
    };
    const four = createServer(accept);
    await new Promise<void>((resolve) => four.listen(0, '127.0.0.1', resolve));
    const { port } = four.address() as AddressInfo;
    this.servers.push(four);
    const six = createServer(accept);
    const listens = await new Promise<boolean>((resolve) => {
      six.once('error', () => resolve(false)).listen(port, '::1', () => resolve(true));
    });
    if (listens) this.servers.push(six);
    return port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await Promise.all(this.servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

/** How an address inside may be written. */
const INSIDE = [
  'https://127.0.0.1:PORT/x',
  'https://[::1]:PORT/x',
  'https://[::ffff:127.0.0.1]:PORT/x',
  'https://[::ffff:7f00:1]:PORT/x',
  'https://[0:0:0:0:0:0:0:1]:PORT/x',
  'https://2130706433:PORT/x',
  'https://0x7f.1:PORT/x',
  'https://0x7f000001:PORT/x',
  'https://017700000001:PORT/x',
  'https://127.1:PORT/x',
  'https://127.0.0.1.:PORT/x',
  'https://0.0.0.0:PORT/x',
  'https://[::]:PORT/x',
  'https://localhost:PORT/x',
  'https://LOCALHOST:PORT/x',
  'https://localhost.:PORT/x',
  'https://u:p@localhost:PORT/x',
  'http://127.0.0.1:PORT/x',
  'http://localhost:PORT/x',
  'ftp://127.0.0.1:PORT/x',
  '//127.0.0.1:PORT/x',
  'https:127.0.0.1:PORT/x',
];

describe('addresses that clients name', () => {
  let trap: Trap;
  let port: number;
  let server: TestServer;
  beforeAll(async () => {
    trap = new Trap();
    port = await trap.listen();
    server = await TestServer.start({
      database: 'sqlite',
      extras: { features: { clientIdMetadataDocuments: true } },
      options: {
        limits: Object.fromEntries(
          ['clientDocument', 'clientDocumentTotal', 'clientSecret'].map((name) => [name, { attempts: 1000 }]),
        ),
      },
    });
  });
  afterAll(async () => {
    await server.close();
    await trap.close();
  });
  afterEach(() => {
    expect(trap.hits).toBe(0);
  });

  it('are reached by the guarded port, unless a host brings another', () => {
    expect(server.app.get(OutgoingHttp, { strict: false })).toBeInstanceOf(GuardedHttp);
  });

  it.each(INSIDE)('do not lead inside as %s', async (url) => {
    const http = new GuardedHttp();
    await expect(http.send(url.replace('PORT', String(port)), { maxBytes: 1000 })).rejects.toBeInstanceOf(
      OutgoingFailure,
    );
  });

  it.each([
    'https://10.0.0.1/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://100.64.0.1/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://[64:ff9b::a9fe:a9fe]/',
  ])('do not lead to %s', async (url) => {
    await expect(new GuardedHttp().send(url, { maxBytes: 1000 })).rejects.toThrow('not a public address');
  });

  it('do not lead inside as the key set of a client', async () => {
    const key = clientKey();
    for (const url of INSIDE.filter((each) => each.startsWith('https://'))) {
      const client = await server.register({
        tokenEndpointAuthMethod: 'private_key_jwt',
        grantTypes: ['client_credentials'],
        redirectUris: [],
        jwksUri: url.replace('PORT', String(port)),
      });
      const answer = await post(server, 'token', null, {
        grant_type: 'client_credentials',
        ...assertionForm(await assertionOf(server, client.clientId, key)),
      });
      expect([url, answer.status]).toEqual([url, 503]);
    }
  });

  it('do not lead inside as the id of a client', async () => {
    for (const url of INSIDE) {
      const clientId = url.replace('PORT', String(port));
      const client = { clientId, secret: null, client: { redirectUris: ['https://c.example/cb'] } as Client };
      expect([url, (await get(authorizeUrl(server, client, pkce()))).status]).toEqual([url, 400]);
    }
  });
});

/** What a host may do whose clients are inside its network. */
class Inside extends GuardedHttp {
  override mayReach(): boolean {
    return true;
  }
}

class Hasty extends Inside {
  override readonly timeLimit = 100;
}

/** A name that is public when it is first asked for and leads inside afterwards. */
class Rebinding extends GuardedHttp {
  readonly asked: string[] = [];

  override mayReach(address: string): boolean {
    this.asked.push(address);
    return super.mayReach(address);
  }
}

describe('an answer from outside', () => {
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let seen: { method: string | undefined; url: string | undefined; headers: object; body: string }[] = [];
  let outside: Awaited<ReturnType<typeof startTlsServer>>;
  beforeAll(async () => {
    outside = await startTlsServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method, url, headers } = request;
        seen.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
        answer(request, response);
      });
    });
  });
  afterAll(() => outside.close());
  afterEach(() => {
    seen = [];
  });
  const url = (path = '/x'): string => `https://localhost:${outside.port}${path}`;

  it('comes with its status, headers and body', async () => {
    answer = (_, response) => {
      response.writeHead(201, { 'X-Own': ['a', 'b'], 'Content-Type': 'application/json' }).end('{"a":1}');
    };
    const got = await new Inside().send(url('/p?q=1'), { accept: 'application/json', maxBytes: 7 });
    expect([got.status, got.headers['x-own'], got.headers['content-type'], got.body.toString()]).toEqual([
      201,
      'a, b',
      'application/json',
      '{"a":1}',
    ]);
    expect(seen).toEqual([
      {
        method: 'GET',
        url: '/p?q=1',
        headers: { accept: 'application/json', host: `localhost:${outside.port}`, connection: 'close' },
        body: '',
      },
    ]);
  });

  it('follows a form, if there is one', async () => {
    answer = (_, response) => void response.writeHead(204).end();
    const form = new URLSearchParams({ logout_token: 'a b' });
    expect((await new Inside().send(url(), { form, maxBytes: 0 })).status).toBe(204);
    expect(seen[0]).toMatchObject({
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '16' },
      body: 'logout_token=a+b',
    });
  });

  it.each([301, 302, 303, 307, 308])('that redirects with %i is not followed', async (status) => {
    answer = (_, response) => void response.writeHead(status, { Location: url('/elsewhere') }).end();
    expect((await new Inside().send(url(), { maxBytes: 1000 })).status).toBe(status);
    expect(seen.map((each) => each.url)).toEqual(['/x']);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['says so', (response) => void response.writeHead(200, { 'Content-Length': 1001 }).end('x'.repeat(1001))],
    ['does not say so', (response) => void response.writeHead(200).write('x'.repeat(1001))],
    [
      'comes in pieces',
      (response) => {
        for (let i = 0; i < 11; i++) response.write('x'.repeat(100));
      },
    ],
    [
      'never ends',
      (response) => {
        const more = (): void => {
          if (!response.destroyed) response.write('x'.repeat(65_536), () => setImmediate(more));
        };
        more();
      },
    ],
  ])('that is too long is cut off when it %s', async (_, write) => {
    answer = (__, response) => write(response);
    await expect(new Inside().send(url(), { maxBytes: 1000 })).rejects.toThrow('longer than 1000 bytes');
  });

  it.each<[string, (request: IncomingMessage, response: ServerResponse) => void]>([
    ['does not come', () => undefined],
    ['does not end', (_, response) => void response.writeHead(200).write('x')],
    ['is cut off', (request) => void request.socket.destroy()],
    [
      'is cut off in its middle',
      (request, response) => {
        response.writeHead(200, { 'Content-Length': 10 }).write('x', () => request.socket.destroy());
      },
    ],
    ['is no HTTP', (request) => void request.socket.end('nonsense\r\n\r\n')],
  ])('that %s is a failure', async (_, behave) => {
    answer = behave;
    await expect(new Hasty().send(url(), { maxBytes: 1000 })).rejects.toBeInstanceOf(OutgoingFailure);
  });

  it('needs a certificate that is trusted and names the host', async () => {
    answer = (_, response) => void response.end('x');
    const byAnotherName = `https://127.0.0.2:${outside.port}/`;
    await expect(new Inside().send(byAnotherName, { maxBytes: 10 })).rejects.toBeInstanceOf(OutgoingFailure);
    expect(seen).toEqual([]);
  });

  it('is from the address that was judged: every address of the name, at the connection', async () => {
    answer = (_, response) => void response.end('x');
    const http = new Rebinding();
    await expect(http.send(url(), { maxBytes: 10 })).rejects.toThrow('not a public address');
    expect(http.asked.length).toBeGreaterThan(0);
    expect(http.asked.every((address) => ['127.0.0.1', '::1'].includes(address))).toBe(true);
    expect(seen).toEqual([]);
  });
});
