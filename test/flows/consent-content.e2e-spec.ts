import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Authorization, Consent, type NewClient } from '@portcullis/oauth';
import { expectPage } from '../support/answers.js';
import { DATABASES } from '../support/databases.js';
import { allow, authorizeUrl, redeem, refresh, signIn, type TokenAnswer } from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { readJwt } from '../support/jwt.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { readForm, Visitor, type Visit } from '../support/visitor.js';

const proof = pkce();
const textOf = (html: string): string => html.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ');

describe.each(DATABASES)('what the consent page says, on %s', (database) => {
  let server: TestServer;
  let alice: string;

  beforeAll(async () => {
    server = await TestServer.start({
      database,
      options: {
        brand: { name: 'Acme', supportUrl: 'https://help.acme.example/' },
        scopes: {
          'orders:read': {
            title: 'See your orders',
            description: 'All of them.',
            translations: { 'zh-CN': { title: '查看您的订单' } },
          },
          'orders:write': { title: 'Place orders for you', sensitive: true },
        },
      },
    });
    alice = (await server.addUser('alice', { email_verified: true })).subject;
  });
  afterAll(() => server.close());

  async function arrive(
    settings: Partial<NewClient> = {},
    more: Record<string, string> = {},
  ): Promise<{ visitor: Visitor; page: Visit; client: RegisteredClient }> {
    const client = await server.register(settings);
    const visitor = new Visitor();
    const page = await signIn(visitor, await visitor.visit(authorizeUrl(server, client, proof, more)));
    return { visitor, page, client };
  }

  async function tokensFrom(client: RegisteredClient, back: Visit, visitor: Visitor): Promise<TokenAnswer> {
    const callback = new URL(back.url);
    const code = callback.searchParams.get('code')!;
    return (await (
      await redeem(server, client, { ...proof, code, callback, visitor })
    ).json()) as TokenAnswer;
  }

  it('since when a client is known, and who vouches for it', async () => {
    const { page, client } = await arrive();
    const { createdAt } = client.client;
    const day = (language: string): string =>
      new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' })
        .format(createdAt)
        .replace(/(?<=\d)(?=[年月日])|(?<=[年月])(?=\d)/g, ' ');
    expect(textOf(page.html)).toContain(`Not verified by Acme, first seen here on ${day('en')}`);
    const chinese = await arrive({}, { ui_locales: 'zh-CN' });
    expect(textOf(chinese.page.html)).toContain(`未经 Acme 验证，首次出现于 ${day('zh-CN')}`);
    const ours = await arrive({ firstParty: true }, { prompt: 'consent' });
    expect(textOf(ours.page.html)).toContain('Verified by Acme');
  });

  it('where its terms and its privacy policy are, if it has told', async () => {
    const tosUri = 'https://wiki.example/terms?v=1&lang=en';
    const { page } = await arrive({ tosUri, policyUri: 'https://wiki.example/privacy' });
    expect(page.html).toContain(
      'id="client-terms" href="https://wiki.example/terms?v&#x3D;1&amp;lang&#x3D;en" rel="noopener noreferrer"',
    );
    expect(page.html).toContain(
      'id="client-privacy" href="https://wiki.example/privacy" rel="noopener noreferrer"',
    );
    expect((await arrive()).page.html).not.toContain('class="publisher"');
  });

  it('how to undo what is remembered', async () => {
    expect((await arrive()).page.html).toContain('id="remember-help" href="/oauth/account"');
    const plain = await TestServer.start({ database, extras: { features: { accountPages: false } } });
    try {
      await plain.addUser();
      const visitor = new Visitor();
      const client = await plain.register();
      const page = await signIn(visitor, await visitor.visit(authorizeUrl(plain, client, proof)));
      expect(page.html).not.toContain('remember-help');
      expect(textOf(page.html)).toContain('To undo this later, ask');
    } finally {
      await plain.close();
    }
  });

  it('the words of a scope in the page’s language, text by text, else in the default one', async () => {
    const asked = { scope: 'openid orders:read orders:write', ui_locales: 'zh-CN' };
    const scopes = ['openid', 'orders:read', 'orders:write'];
    const { page } = await arrive({ scopes }, asked);
    const text = textOf(page.html);
    expect(text).toContain('查看您的订单 All of them.');
    expect(text).toContain('Place orders for you 敏感');
    expect(text).toContain('确认是您本人 必需');
    expect(text).not.toContain('orders:');
  });

  it('the raw name of a scope that nobody has described, and nothing else', async () => {
    const { page } = await arrive({ scopes: ['openid', 'x:y'] }, { scope: 'openid x:y' });
    expect(page.html).toContain('<span class="scope-title">x:y</span>');
  });

  it('what is new openly, what was allowed before folded away', async () => {
    const { visitor, page, client } = await arrive({}, { scope: 'openid profile' });
    await allow(visitor, page);
    const again = await visitor.visit(authorizeUrl(server, client, proof, { scope: 'openid profile email' }));
    expect(again.html).toMatch(
      /<fieldset class="group" id="group-profile">[\s\S]*name="scope\.email"[\s\S]*<details/,
    );
    expect(again.html).toMatch(/<details class="granted" id="granted">[\s\S]*name="scope\.profile"/);
    expect(textOf(again.html)).toContain('Already allowed (2)');
  });

  it('nothing that does not count: boxes that are cleared are in no token, userinfo or refresh', async () => {
    const claims = JSON.stringify({ userinfo: { email: null }, id_token: { name: null } });
    const { visitor, page, client } = await arrive(
      { scopes: ['openid', 'profile', 'email', 'offline_access', 'orders:read'] },
      { scope: 'openid offline_access orders:read', claims },
    );
    const cleared = { 'scope.email': null, 'scope.orders:read': null };
    const tokens = await tokensFrom(client, await allow(visitor, page, cleared), visitor);
    expect(tokens.scope).toBe('openid offline_access');
    expect(readJwt(tokens.access_token).claims['scope']).toBe('openid offline_access');
    expect(readJwt(tokens.id_token).claims).toMatchObject({ sub: alice, name: 'Alice Liddell' });
    const userinfo = await fetch(server.url('userinfo'), {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(await userinfo.json()).toEqual({ sub: alice });
    const next = (await (await refresh(server, client, tokens.refresh_token)).json()) as TokenAnswer;
    expect(next.scope).toBe('openid offline_access');
    const remembered = await server.database.findMany(
      Consent,
      { clientId: client.clientId },
      { orderBy: 'scope' },
    );
    expect(remembered.map(({ scope }) => scope)).toEqual(['offline_access', 'openid', 'profile']);
  });

  it('that lasting access is refused when its box is cleared', async () => {
    const { visitor, page, client } = await arrive({}, { scope: 'openid profile offline_access' });
    expect(textOf(page.html)).toContain('Keep access when you are not using it, until you remove it');
    const back = await allow(visitor, page, { 'scope.offline_access': null });
    const tokens = await tokensFrom(client, back, visitor);
    expect([tokens.scope, tokens.refresh_token]).toEqual(['openid profile', undefined]);
  });

  it('one answer: sent twice it is a page that is over, and there is one code', async () => {
    const { visitor, page, client } = await arrive();
    const { fields } = readForm(page.html);
    const send = (): Promise<Response> =>
      visitor.request(server.url('confirm_access'), {
        method: 'POST',
        body: new URLSearchParams({ ...fields, decision: 'allow' }),
      });
    const answers = await Promise.all([send(), send(), send()]);
    const [first] = answers.filter(({ status }) => status === 303);
    const gone = answers.filter(({ status }) => status === 400);
    expect([first?.status, gone.length]).toEqual([303, 2]);
    for (const answer of gone) await expectPage(answer, 400, 'This page is no longer valid');
    const resume = new URL(first!.headers.get('location')!, server.issuer).href;
    const resumed = await Promise.all([visitor.request(resume), visitor.request(resume)]);
    expect(resumed.map(({ status }) => status).sort()).toEqual([303, 400]);
    // Each code has an authorization of its own.
    expect(await server.database.findMany(Authorization, { clientId: client.clientId })).toHaveLength(1);
  });
});
