import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEvent } from '@portcullis/oauth';
import type { Browser } from 'playwright-core';
import { HAS_CHROMIUM, launchChromium } from '../support/chromium.js';
import { obtainTokens } from '../support/flow.js';
import { TestServer } from '../support/test-server.js';
import { AdminApp } from './admin-app.js';
import { AdminWindow } from './admin-window.js';

/** One call that the pages made, with its answer. */
interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly body: string | null;
  readonly ifMatch: string | undefined;
  readonly status: number;
  readonly answer: unknown;
}

const ID = /[0-9a-f]{24}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

(HAS_CHROMIUM ? describe : describe.skip)('the pages and the API', () => {
  let server: TestServer;
  let admin: AdminApp;
  let browser: Browser;

  beforeAll(async () => {
    [server, browser] = await Promise.all([
      TestServer.start({
        database: 'sqlite',
        options: {
          scopes: { 'admin:clients': { title: 'Manage clients', description: 'Register clients.' } },
        },
      }),
      launchChromium(),
    ]);
    admin = await AdminApp.start(server);
    // The same person in front of the pages and behind the token.
    await admin.addOwner('alice');
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await admin.close();
    await server.close();
  });

  it('30 a run through the pages, replayed with a token, leaves the same audit events', async () => {
    const recorded: Promise<Recorded>[] = [];
    const window = await AdminWindow.open(browser, admin, 'alice', '/clients/new', { locale: 'en' });
    const { page } = window;
    const start = await latest();
    page.on('requestfinished', (request) => {
      if (!request.url().startsWith(`${admin.url}/api/`) || request.method() === 'GET') return;
      recorded.push(
        (async () => {
          const response = (await request.response())!;
          return {
            method: request.method(),
            path: request.url().slice(admin.url.length),
            body: request.postData(),
            ifMatch: (await request.allHeaders())['if-match'],
            status: response.status(),
            answer: await response.json().catch(() => null),
          };
        })(),
      );
    });
    await page.getByRole('radio', { name: 'Server web app' }).check();
    await page.getByRole('textbox', { name: 'Name' }).fill('Acme Wiki');
    await page.getByLabel('Where users come back to').fill('https://client.example/cb');
    await page.getByRole('button', { name: 'Create client' }).click();
    await page.getByRole('button', { name: 'I have stored the secret' }).click();
    await page.getByRole('tab', { name: 'Credentials' }).click();
    await page.getByRole('button', { name: 'Add a secret' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Second secret');
    await dialog.getByRole('button', { name: 'Add a secret' }).click();
    await page.getByRole('button', { name: 'I have stored the secret' }).click();
    await page.getByRole('table', { name: 'Secrets' }).getByText('Second secret').waitFor();
    await page.getByRole('tab', { name: 'Danger zone' }).click();
    await page.getByRole('button', { name: 'Disable client' }).click();
    await page.getByText('This client is disabled.').waitFor();
    await page.getByRole('button', { name: 'Enable client' }).click();
    await page.getByText('This client is disabled.').waitFor({ state: 'detached' });
    await window.close();
    const calls = await Promise.all(recorded);
    const byPages = await eventsAfter(start);
    expect(calls.map(({ status }) => status)).toEqual(calls.map(() => expect.any(Number)));
    expect(byPages.map(({ event }) => event)).toEqual([
      ...['client.created', 'client_secret.created', 'client.disabled', 'client.enabled'],
    ]);

    // Every call is described.
    const { paths } = (await (await fetch(`${admin.url}/api/openapi.json`)).json()) as {
      paths: Record<string, Record<string, unknown>>;
    };
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({
        method: method.toUpperCase(),
        path: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
      })),
    );
    for (const { method, path } of calls)
      expect(described.filter((route) => route.method === method && route.path.test(path))).not.toEqual([]);

    const robot = await server.register({
      name: 'Robot',
      scopes: ['openid', 'profile', 'offline_access', 'admin:clients'],
      audiences: [admin.url],
    });
    const { access_token: token } = await obtainTokens(server, robot, { scope: 'openid admin:clients' });
    const replayStart = await latest();
    const names = new Map<string, string>();
    for (const call of calls) {
      const answer = await fetch(admin.url + renamed(call.path, names), {
        method: call.method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(call.body !== null && { 'content-type': 'application/json' }),
          ...(call.ifMatch !== undefined && { 'if-match': call.ifMatch }),
        },
        body: call.body === null ? null : renamed(call.body, names),
      });
      expect([call.method, call.path, answer.status]).toEqual([call.method, call.path, call.status]);
      learn(call.answer, await answer.json().catch(() => null), names);
    }
    const byToken = await eventsAfter(replayStart);
    expect(names.size).toBeGreaterThan(0);
    expect(byToken.map(anonymous)).toEqual(
      byPages.map((event) => anonymous(JSON.parse(renamed(JSON.stringify(event), names)) as AuditEvent)),
    );
  }, 120_000);

  async function latest(): Promise<string> {
    const [event] = await server.database.findMany(
      AuditEvent,
      {},
      { orderBy: 'id', descending: true, limit: 1 },
    );
    return event!.id;
  }

  async function eventsAfter(id: string): Promise<AuditEvent[]> {
    const events = await server.database.findMany(AuditEvent, {}, { orderBy: 'id' });
    return events.filter((event) => event.id > id && !/^(sign_in|session)/.test(event.event));
  }
});

/** With the ids of the second run in place of those of the first. */
function renamed(text: string, names: ReadonlyMap<string, string>): string {
  return text.replace(ID, (id) => names.get(id) ?? id);
}

/** The ids that stand in the same place of two answers are two names of one thing. */
function learn(first: unknown, second: unknown, names: Map<string, string>): void {
  const [ids, others] = [first, second].map((answer) => JSON.stringify(answer).match(ID) ?? []);
  ids!.forEach((id, at) => names.set(id, others![at]!));
}

/** Without what is new each time: its own id, the time, and the first letters of a secret. */
function anonymous({ event, actor, clientId, subject, data }: AuditEvent): object {
  const { prefix: _, ...rest } = data;
  return { event, actor, clientId, subject, data: rest };
}
