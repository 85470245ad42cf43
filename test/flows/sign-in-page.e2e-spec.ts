import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Interaction, Session } from '@portcullis/oauth';
import { answerIn } from '../support/answers.js';
import { DATABASES } from '../support/databases.js';
import { allow, authorizeUrl, signIn } from '../support/flow.js';
import { query, type Parameters } from '../support/parameters.js';
import { pkce } from '../support/pkce.js';
import { PASSWORD, TestServer, type RegisteredClient } from '../support/test-server.js';
import { readForm, Visitor, type Visit } from '../support/visitor.js';

const COOKIE = '__Host-portcullis';
const LANGUAGE = '__Host-portcullis-language';
const DAY = 86_400;

describe.each(DATABASES)('the sign-in page on %s', (database) => {
  let server: TestServer;
  let client: RegisteredClient;
  let alice: string;

  beforeAll(async () => {
    server = await TestServer.start({
      database,
      options: {
        lifetimes: { keptSession: 30 * DAY },
        limits: { signIn: { attempts: 2, seconds: 240 }, signInSource: { attempts: 10_000 } },
      },
    });
    alice = (await server.addUser()).subject;
    client = await server.register({ firstParty: true });
  });
  afterAll(() => server.close());

  const open = (visitor: Visitor, more: Parameters = {}, at = server, of = client): Promise<Visit> =>
    visitor.visit(authorizeUrl(at, of, pkce(), more));
  const keep = (visitor: Visitor, page: Visit, values: Record<string, string> = {}): Promise<Visit> =>
    visitor.submit(
      page,
      { username: 'alice', password: PASSWORD, keep: 'true', ...values },
      { name: 'action', value: 'sign_in' },
    );
  const isSignedIn = async (visitor: Visitor): Promise<boolean> => {
    const url = authorizeUrl(server, client, pkce(), { prompt: 'none' });
    const { values } = answerIn((await visitor.request(url)).headers.get('location')!);
    return values['code'] !== undefined;
  };

  describe('"Keep me signed in"', () => {
    /** The last cookie of this browser, as it was set. */
    function recording(): { visitor: Visitor; last: () => string } {
      const set: string[] = [];
      const visitor = new Visitor({}, async (url, init) => {
        const response = await fetch(url, init);
        set.push(...response.headers.getSetCookie().filter((cookie) => cookie.startsWith(`${COOKIE}=`)));
        return response;
      });
      return { visitor, last: () => set.at(-1)!.replace(/=[\w-]{64};/, '=…;') };
    }
    const PLAIN = `${COOKIE}=…; Path=/; Secure; HttpOnly; SameSite=Lax`;

    it('is offered with its duration in words, and left open', async () => {
      const page = await open(new Visitor());
      expect(page.html.replaceAll(/<\/?bdi>/g, '')).toContain('Keep me signed in for 30 days');
      expect(readForm(page.html).fields).not.toHaveProperty('keep');
      const chinese = await open(new Visitor(), { ui_locales: 'zh-CN' });
      expect(chinese.html.replaceAll(/<\/?bdi>/g, '')).toContain('在 30 天内保持登录状态');
    });

    it('checked, gives cookie and session that time; not checked, the ordinary one', async () => {
      for (const [kept, form] of [
        [true, { keep: 'true' }],
        [false, { keep: '' }],
        [false, { keep: 'false' }],
      ] as const) {
        const { visitor, last } = recording();
        await keep(visitor, await open(visitor), form);
        expect(last()).toBe(kept ? `${PLAIN}; Max-Age=${30 * DAY}` : PLAIN);
        const sessions = await server.database.findMany(Session, { subject: alice }, { orderBy: 'id' });
        expect(sessions.at(-1)).toMatchObject({ kept });
        server.clock.advance(8 * 3600 + 1);
        expect(await isSignedIn(visitor)).toBe(kept);
        server.clock.advance(30 * DAY);
        expect(await isSignedIn(visitor)).toBe(false);
      }
    });

    it('is kept through a wrong password and a sign-in again, and the rest of its time through a choice', async () => {
      const { visitor, last } = recording();
      const wrong = await keep(visitor, await open(visitor), { password: 'wrong' });
      expect(readForm(wrong.html).fields['keep']).toBe('true');
      await signIn(visitor, wrong);
      expect(last()).toBe(`${PLAIN}; Max-Age=${30 * DAY}`);
      server.clock.advance(DAY);
      const again = await open(visitor, { prompt: 'login' });
      expect(readForm(again.html).fields['keep']).toBe('true');
      await signIn(visitor, again);
      expect(last()).toBe(`${PLAIN}; Max-Age=${30 * DAY}`);

      await server.addUser('bob');
      const choice = await open(visitor, { prompt: 'select_account' });
      const form = await visitor.submit(choice, {}, { name: 'action', value: 'another' });
      await signIn(visitor, form, 'bob');
      expect(last()).toBe(PLAIN);
      server.clock.advance(3600);
      const back = await open(visitor, { prompt: 'select_account' });
      await visitor.submit(back, {}, { name: 'account', value: alice });
      expect(last()).toMatch(/; Max-Age=\d+$/);
      const left = Number(/\d+$/.exec(last())![0]);
      expect(left).toBeLessThanOrEqual(30 * DAY - 3600);
      expect(left).toBeGreaterThan(30 * DAY - 3600 - 120);
    });

    it('is nothing where the host does not offer it, whatever the form says', async () => {
      const plain = await TestServer.start({ database });
      try {
        const { subject } = await plain.addUser();
        const own = await plain.register({ firstParty: true });
        const { visitor, last } = recording();
        const page = await open(visitor, {}, plain, own);
        expect(page.html).not.toContain('name="keep"');
        expect((await keep(visitor, page)).left).toBe(true);
        expect(last()).toBe(PLAIN);
        expect(await plain.database.findMany(Session, { subject })).toMatchObject([{ kept: false }]);
      } finally {
        await plain.close();
      }
    });
  });

  it('says how long to wait after too many tries, shorter each time it is looked at', async () => {
    const visitor = new Visitor();
    let page = await open(visitor);
    for (let i = 0; i < 3; i++) page = await signIn(visitor, page, 'nobody-here', 'wrong');
    const failure = ({ html }: Visit): string | undefined =>
      /role="alert"[\s\S]*?<p>(.*?)<\/p>/.exec(html)?.[1]?.replaceAll(/<\/?bdi>/g, '');
    const tooOften = (wait: string): string =>
      `Too many attempts to sign in have failed. Wait ${wait}, then try again.`;
    expect(failure(page)).toBe(tooOften('4 minutes'));
    server.clock.advance(121);
    page = await visitor.visit(page.url);
    expect(failure(page)).toBe(tooOften('2 minutes'));
    expect(page.html).toContain('<title>Error: ');
    expect(failure(await visitor.visit(`${page.url}&lang=zh-CN`))).toBe(
      '登录失败的次数过多。请等待 2 分钟后重试。',
    );
    server.clock.advance(120);
    expect(failure(await visitor.visit(page.url))).toBe('此前登录失败的次数过多。您现在可以重试。');
  });

  it('offers no help with a forgotten password where there is none', async () => {
    expect((await open(new Visitor())).html).not.toContain('forgot-password');
  });

  describe('the language', () => {
    const langOf = ({ html }: Visit): string => /<html lang="([^"]+)"/.exec(html)![1]!;
    const chinese = (): Visitor => {
      const visitor = new Visitor({ 'accept-language': 'en' });
      visitor.setCookie(LANGUAGE, 'zh-CN');
      return visitor;
    };

    it.each([
      ['the choice on this page before ui_locales', 'en', 'en', 'zh-CN', 'zh-CN'],
      ['ui_locales before a choice at some other time', 'en', 'zh-CN', undefined, 'en'],
      ['a choice at some other time before the browser’s', undefined, 'zh-CN', undefined, 'zh-CN'],
      ['the browser’s where nobody says anything', undefined, undefined, undefined, 'en'],
      ['ui_locales that name none of ours as no wish', 'fr de', 'zh-CN', undefined, 'zh-CN'],
      ['a choice of none of ours as no choice', 'en', 'zh-CN', 'tlh', 'en'],
    ])('is %s', async (_, uiLocales, cookie, lang, expected) => {
      const visitor = new Visitor({ 'accept-language': 'en' });
      if (cookie !== undefined) visitor.setCookie(LANGUAGE, cookie);
      const page = await open(visitor, { ui_locales: uiLocales });
      const shown = lang === undefined ? page : await visitor.visit(`${page.url}&lang=${lang}`);
      expect(langOf(shown)).toBe(expected);
      expect(shown.response.headers.get('content-language')).toBe(expected);
    });

    it('that was chosen holds for every page of this request, and for the next where its client wishes nothing', async () => {
      const visitor = new Visitor({ 'accept-language': 'en' });
      const asking = await server.register();
      const page = await open(visitor, { ui_locales: 'en' }, server, asking);
      await visitor.visit(`${page.url}&lang=zh-CN`);
      const wrong = await signIn(visitor, page, 'alice', 'wrong');
      expect(langOf(wrong)).toBe('zh-CN');
      const consent = await signIn(visitor, wrong);
      expect(langOf(consent)).toBe('zh-CN');
      const [row] = await server.database.findMany(Interaction, { language: 'zh-CN' }, { orderBy: 'id' });
      expect(row).toBeDefined();
      await allow(visitor, consent);
      const choice = { prompt: 'select_account' };
      expect(langOf(await open(visitor, { ...choice, ui_locales: 'en' }))).toBe('en');
      expect(langOf(await open(visitor, choice))).toBe('zh-CN');
    });

    it('of a page without a request is the remembered one before ui_locales', async () => {
      const url = `${server.url('logout')}?${query({ ui_locales: 'en' })}`;
      expect(langOf(await chinese().visit(url))).toBe('zh-CN');
      expect(langOf(await new Visitor({ 'accept-language': 'zh' }).visit(url))).toBe('en');
      expect(langOf(await chinese().visit(`${server.url('error')}?lang=en`))).toBe('en');
    });
  });
});
