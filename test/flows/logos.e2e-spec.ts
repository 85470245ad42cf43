import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  Client,
  ClientLogo,
  OutgoingFailure,
  OutgoingHttp,
  type NewClient,
  type OutgoingAnswer,
} from '@portcullis/oauth';
import { randomUUID } from 'node:crypto';
import { DATABASES } from '../support/databases.js';
import { FakeOutgoing, type FakeAnswer } from '../support/fake-outgoing.js';
import { authorizeUrl } from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { ACTOR, TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';

const HOUR = 3600;
const DAY = 24 * HOUR;

const PNG = Buffer.from('\x89PNG\r\n\x1a\n one', 'latin1');
const OTHER_PNG = Buffer.from('\x89PNG\r\n\x1a\n two', 'latin1');
const EVIL_SVG = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(document.domain)</script></svg>',
);

const picture = (body: Buffer, more: Partial<OutgoingAnswer> = {}): FakeAnswer => ({ body, ...more });

/** An answer that is given when the test says so. */
function held(): {
  answer: () => Promise<FakeAnswer>;
  give(answer: FakeAnswer): void;
  isAwaited: Promise<void>;
} {
  const given = Promise.withResolvers<FakeAnswer>();
  const awaited = Promise.withResolvers<void>();
  const answer = (): Promise<FakeAnswer> => {
    awaited.resolve();
    return given.promise;
  };
  return { answer, give: given.resolve, isAwaited: awaited.promise };
}

describe.each(DATABASES)('logos of clients on %s', (database) => {
  let server: TestServer;
  let other: TestServer;
  let outgoing: FakeOutgoing;
  let elsewhere: FakeOutgoing;
  let logoUri: string;
  let wiki: RegisteredClient;

  beforeAll(async () => {
    const extras = { outgoing: FakeOutgoing, features: { clientIdMetadataDocuments: true } };
    server = await TestServer.start({ database, extras });
    other = await TestServer.start({
      database,
      extras,
      storage: server.storage,
      options: { issuer: server.issuer },
    });
    outgoing = server.app.get(OutgoingHttp, { strict: false });
    elsewhere = other.app.get(OutgoingHttp, { strict: false });
  });
  afterAll(async () => {
    await other.close();
    await server.close();
  });
  beforeEach(async () => {
    logoUri = `https://${randomUUID()}.example/logo`;
    wiki = await register({ logoUri });
  });
  afterEach(() => {
    outgoing.requests.length = 0;
    elsewhere.requests.length = 0;
  });

  const register = (more: Partial<NewClient>): Promise<RegisteredClient> => server.register(more);
  const serve = (uri: string, answer: Parameters<FakeOutgoing['serve']>[1]): void => {
    outgoing.serve(uri, answer);
    elsewhere.serve(uri, answer);
  };
  const fetches = (uri = logoUri): number => outgoing.countOf(uri) + elsewhere.countOf(uri);
  const passes = (seconds: number): void => {
    for (const each of [server, other]) each.clock.advance(seconds);
  };
  const row = (clientId = wiki.clientId): Promise<ClientLogo | null> =>
    server.database.find(ClientLogo, { clientId });

  /** The sign-in page of the client at one of the processes. */
  const view = async (client = wiki, at = server): Promise<string> => {
    const url = authorizeUrl(server, client, pkce()).replace(server.issuer, at.listening);
    const { status, html } = await new Visitor().visit(url);
    expect(status).toBe(200);
    return html;
  };
  /** Path of the logo on a page, null where the first letter is drawn. */
  const logoOn = (html: string): string | null => {
    const path = /<img class="client-mark" src="([^"]+)" alt="" width="56" height="56">/.exec(html)?.[1];
    expect(html.includes('client-initial')).toBe(path === undefined);
    return path?.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&') ?? null;
  };
  /** Until what a view has begun is over: whoever looks at the row sees it. */
  const settled = async (
    isSettled: (found: ClientLogo) => boolean,
    clientId = wiki.clientId,
  ): Promise<void> => {
    for (;;) {
      const found = await row(clientId);
      if (found !== null && isSettled(found)) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const now = (): number => server.clock.now();
  const fetched = (found: ClientLogo): boolean =>
    found.version !== null && found.expiresAt > now() + 20 * HOUR * 1000;
  const failed = (found: ClientLogo): boolean =>
    found.expiresAt > now() + 0.9 * HOUR * 1000 && found.expiresAt <= now() + HOUR * 1000;
  const get = (path: string, at = server): Promise<Response> =>
    fetch(new URL(path, at.listening), { redirect: 'manual' });

  it('show the first letter until they are there, and hold no page up', async () => {
    const { answer, give, isAwaited } = held();
    serve(logoUri, answer);
    expect(logoOn(await view())).toBeNull();
    await isAwaited;
    expect(logoOn(await view())).toBeNull();
    give(picture(PNG));
    await settled(fetched);
    const path = logoOn(await view())!;
    expect(path).toMatch(/^\/oauth\/assets\/logo\?client=[\w-]+&v=[0-9a-f]{16}$/);
    const shown = await get(path);
    expect(shown.status).toBe(200);
    expect(Buffer.from(await shown.arrayBuffer()).equals(PNG)).toBe(true);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    });
    expect(fetches()).toBe(1);
    expect(outgoing.requests[0]!.request).toEqual({ accept: 'image/*', maxBytes: 262_144 });
  });

  it('are on the consent page too', async () => {
    serve(logoUri, picture(PNG));
    await view();
    await settled(fetched);
    const user = `user-${randomUUID()}`;
    await server.addUser(user);
    const visitor = new Visitor();
    const signIn = await visitor.visit(authorizeUrl(server, wiki, pkce()));
    const consent = await visitor.submit(
      signIn,
      { username: user, password: 'correct horse battery staple' },
      { name: 'action', value: 'sign_in' },
    );
    expect(consent.url).toContain('/confirm_access');
    expect(logoOn(consent.html)).not.toBeNull();
  });

  it('are fetched once, however many look at once, at both processes', async () => {
    const { answer, give } = held();
    serve(logoUri, answer);
    await Promise.all(Array.from({ length: 20 }, (_, at) => view(wiki, at % 2 === 0 ? server : other)));
    give(picture(PNG));
    await settled(fetched);
    expect(fetches()).toBe(1);
    expect(logoOn(await view(wiki, server))).toBe(logoOn(await view(wiki, other)));
    expect((await get(logoOn(await view())!, other)).status).toBe(200);
  });

  it('are fetched again after a day, once, and the old one is shown meanwhile', async () => {
    serve(logoUri, picture(PNG));
    await view();
    await settled(fetched);
    const old = logoOn(await view())!;
    passes(DAY - 60);
    await view();
    expect(fetches()).toBe(1);

    passes(61);
    const { answer, give } = held();
    serve(logoUri, answer);
    const pages = await Promise.all(
      Array.from({ length: 10 }, (_, at) => view(wiki, at % 2 === 0 ? server : other)),
    );
    expect(new Set(pages.map(logoOn))).toEqual(new Set([old]));
    give(picture(OTHER_PNG));
    await settled((found) => fetched(found) && found.content!.equals(OTHER_PNG));
    expect(fetches()).toBe(2);
    const renewed = logoOn(await view())!;
    expect(renewed).not.toBe(old);
    // A page that was made before is still in front of somebody: it shows what there is, and keeps it not.
    const late = await get(old);
    expect(late.status).toBe(200);
    expect(late.headers.get('cache-control')).toBe('no-store');
  });

  it.each<[string, FakeAnswer]>([
    ['a host that is not reached', new OutgoingFailure('connect ETIMEDOUT')],
    ['a port that throws whatever it likes', new TypeError('fetch failed')],
    ['a host in trouble', picture(PNG, { status: 503 })],
    [
      'a redirect, which is not followed',
      picture(PNG, { status: 302, headers: { location: 'https://a.example/' } }),
    ],
    ['nothing at this address', picture(Buffer.alloc(0), { status: 404 })],
    ['ten megabytes', picture(Buffer.concat([PNG, Buffer.alloc(10 * 1024 * 1024)]))],
    [
      'a page that says it is a picture',
      picture(Buffer.from('<!doctype html><script>alert(1)</script>'), {
        headers: { 'content-type': 'image/png' },
      }),
    ],
    ['a PDF', picture(Buffer.from('%PDF-1.7'))],
    ['nothing at all', picture(Buffer.alloc(0))],
  ])('are not there with %s, which is remembered for an hour', async (_, answer) => {
    serve(logoUri, answer);
    expect(logoOn(await view())).toBeNull();
    await settled(failed);
    passes(HOUR - 60);
    expect(logoOn(await view(wiki, other))).toBeNull();
    expect(fetches()).toBe(1);

    passes(61);
    serve(logoUri, picture(PNG, { headers: { 'content-type': 'text/html' } }));
    await view();
    await settled(fetched);
    expect(fetches()).toBe(2);
    expect((await get(logoOn(await view())!)).headers.get('content-type')).toBe('image/png');
  });

  it('stay for a week while their host does not answer', async () => {
    serve(logoUri, picture(PNG));
    await view();
    await settled(fetched);
    serve(logoUri, new OutgoingFailure('down'));
    passes(DAY + 1);
    await view();
    await settled(failed);
    expect(logoOn(await view())).not.toBeNull();
    passes(6 * DAY);
    expect(logoOn(await view())).toBeNull();
  });

  it('go when their host says that there is none any more', async () => {
    serve(logoUri, picture(PNG));
    await view();
    await settled(fetched);
    const path = logoOn(await view())!;
    serve(logoUri, picture(Buffer.alloc(0), { status: 410 }));
    passes(DAY + 1);
    await view();
    await settled((found) => found.version === null);
    expect(logoOn(await view())).toBeNull();
    expect((await row())!.content).toBeNull();
    expect((await get(path)).status).toBe(404);
  });

  it('are not of another address: a client that changes it has the first letter until the new one is there', async () => {
    serve(logoUri, picture(PNG));
    await view();
    await settled(fetched);
    const old = logoOn(await view())!;
    const next = `${logoUri}-2`;
    const { answer, give } = held();
    serve(next, answer);
    await server.registry.update(wiki.clientId, wiki.client.version, { logoUri: next }, ACTOR);
    passes(2);
    expect(logoOn(await view())).toBeNull();
    expect((await get(old)).status).toBe(404);
    await Promise.all(Array.from({ length: 6 }, (_, at) => view(wiki, at % 2 === 0 ? server : other)));
    give(picture(OTHER_PNG));
    await settled((found) => fetched(found) && found.uri === next);
    expect(fetches(next)).toBe(1);
    expect(fetches()).toBe(1);
    expect(logoOn(await view())).not.toBe(old);
  });

  it('is not fetched for the old address by a process that has not seen the change yet', async () => {
    serve(logoUri, picture(PNG));
    await view(wiki, other);
    await settled(fetched);
    const next = `${logoUri}-2`;
    serve(next, picture(OTHER_PNG));
    // Its memory of the client is from a moment ago.
    await view(wiki, other);
    await server.registry.update(wiki.clientId, wiki.client.version, { logoUri: next }, ACTOR);
    await view(wiki, server);
    await settled((found) => fetched(found) && found.uri === next);
    await view(wiki, other);
    passes(2);
    expect(logoOn(await view(wiki, other))).toBe(logoOn(await view(wiki, server)));
    expect([fetches(), fetches(next)]).toEqual([1, 1]);
  });

  it('are gone at once when a client has none any more, or is disabled', async () => {
    serve(logoUri, picture(PNG));
    await view();
    await settled(fetched);
    const path = logoOn(await view())!;
    const { version } = await server.registry.update(
      wiki.clientId,
      wiki.client.version,
      { logoUri: null },
      ACTOR,
    );
    expect(logoOn(await view())).toBeNull();
    expect((await get(path)).status).toBe(404);
    await server.registry.update(wiki.clientId, version, { logoUri }, ACTOR);
    expect((await get(path)).status).toBe(200);
    await server.database.update(Client, { clientId: wiki.clientId }, { disabledAt: now() });
    passes(2);
    expect((await get(path)).status).toBe(404);
  });

  it('run nothing when somebody opens one as a document', async () => {
    serve(logoUri, picture(EVIL_SVG, { headers: { 'content-type': 'text/html' } }));
    await view();
    await settled(fetched);
    const answer = await get(logoOn(await view())!);
    expect(answer.headers.get('content-type')).toBe('image/svg+xml');
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*sandbox$/);
  });

  it('are fetched by somebody else when a process dies over it', async () => {
    serve(logoUri, () => new Promise<FakeAnswer>(() => {}));
    await view();
    while (fetches() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    elsewhere.serve(logoUri, picture(PNG));
    await view(wiki, other);
    expect(fetches()).toBe(1);
    passes(31);
    await view(wiki, other);
    await settled(fetched);
    expect(fetches()).toBe(2);
  });

  it('of one client do not keep the others waiting for ever, and few are fetched at a time', async () => {
    const clients = await Promise.all(
      Array.from({ length: 6 }, (_, at) => register({ logoUri: `${logoUri}/${at}` })),
    );
    const waiting = held();
    for (const at of clients.keys()) serve(`${logoUri}/${at}`, waiting.answer);
    for (const client of clients) await view(client);
    while (outgoing.requests.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    // One place is still taken by the fetch that never ended, of the test before, or free.
    expect(outgoing.requests.length).toBeLessThanOrEqual(4);
    waiting.give(picture(PNG));
    for (const client of clients) {
      for (
        let found = await row(client.clientId);
        !found || !fetched(found);
        found = await row(client.clientId)
      ) {
        await view(client);
      }
    }
  });

  it.each(['', '?client=', '?client=nobody', '?client=a&client=b', `?client=${'a'.repeat(3000)}`])(
    'are not at assets/logo%s',
    async (query) => {
      const answer = await fetch(server.url(`assets/logo${query}`));
      expect(answer.status).toBe(404);
      expect(await answer.json()).toEqual({
        error: 'invalid_request',
        error_description: 'There is no such logo.',
      });
    },
  );

  it('answers other methods with what is allowed', async () => {
    const answer = await fetch(server.url('assets/logo'), { method: 'POST', body: 'a=b' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  describe('of clients that describe themselves', () => {
    const describeClient = (logo: unknown): RegisteredClient => {
      // As long as ids may be.
      const clientId = `https://${randomUUID()}.example/${'x'.repeat(130)}/client.json`;
      const redirectUris = [`${new URL(clientId).origin}/cb`];
      serve(clientId, {
        client_id: clientId,
        client_name: 'Stranger',
        redirect_uris: redirectUris,
        logo_uri: typeof logo === 'string' ? logo.replace('SAME', new URL(clientId).origin) : logo,
      });
      const client = { redirectUris, tokenEndpointAuthMethod: 'none' } as Client;
      return { clientId, secret: null, client };
    };

    it('are shown when they are of the same origin', async () => {
      const stranger = describeClient('SAME/logo.png');
      const uri = `${new URL(stranger.clientId).origin}/logo.png`;
      serve(uri, picture(PNG));
      expect(logoOn(await view(stranger))).toBeNull();
      await settled(fetched, stranger.clientId);
      const path = logoOn(await view(stranger))!;
      expect((await get(path)).status).toBe(200);
    });

    it('are not looked for at addresses that only somebody names', async () => {
      const answer = await fetch(`${server.url('assets/logo')}?client=https://evil.example/client.json`);
      expect(answer.status).toBe(404);
      expect(outgoing.requests).toEqual([]);
    });

    it.each<[string, unknown]>([
      ['another host', 'https://bank.example/logo.png'],
      ['another port', 'SAME:8443/logo.png'],
      ['plain http', 'http://bank.example/logo.png'],
      ['data', 'data:image/png;base64,AA'],
      ['no text', 42],
    ])('are never fetched from %s', async (_, logo) => {
      const stranger = describeClient(logo);
      expect(logoOn(await view(stranger))).toBeNull();
      expect(logoOn(await view(stranger))).toBeNull();
      expect(outgoing.requests.map(({ url }) => url)).toEqual([stranger.clientId]);
      expect(await row(stranger.clientId)).toBeNull();
    });
  });
});
