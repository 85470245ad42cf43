import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HandlebarsPageRenderer } from './handlebars-page-renderer.js';
import type { ConsentPage } from './definitions/consent.page.js';
import type { DevicePage } from './definitions/device.page.js';
import type { InterstitialPage } from './definitions/interstitial.page.js';
import type { ErrorPage } from './definitions/error.page.js';
import type { NoticePage } from './definitions/notice.page.js';
import type { SignInPage } from './definitions/sign-in.page.js';
import type { PageContext } from './page-context.js';
import type { Page } from './pages.js';
import type { ClientView } from './views.js';
import { Theme } from './theme/theme.js';
import { fixtureContext, fixtures } from './fixtures.js';

const BRAND = { name: 'Acme Account', supportUrl: null, termsUrl: null, privacyUrl: null, logo: null };
const renderer = new HandlebarsPageRenderer();
const context = fixtureContext('en');

function fixture<P extends Page>(id: string): P {
  return fixtures('en').find((each) => each.id === id)!.page as P;
}

function show(page: Page, difference: Partial<PageContext> = {}): string {
  return renderer.render(page, { ...context, ...difference });
}

const signIn = fixture<SignInPage>('sign-in/empty');
const consent = fixture<ConsentPage>('consent/first');
const error = fixture<ErrorPage>('error/redirect-mismatch');
const notice = fixture<NoticePage>('notice/expired');
const client = signIn.client!;

describe('every page', () => {
  it('says in every state and language what it must', () => {
    expect(() => new HandlebarsPageRenderer().tryEveryTemplate()).not.toThrow();
  });

  it.each(fixtures('en').map(({ id }) => id))('%s is a document without inline script or style', (id) => {
    const html = show(fixture(id));
    expect(html).toMatch(/^<!doctype html>\n<html lang="en" dir="ltr">/);
    expect(html.match(/<h1>/g)).toHaveLength(1);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*src=)/);
  });

  it.each(fixtures('en').map(({ id }) => id))('%s has unique ids, and a label for each field', (id) => {
    const html = show(fixture(id));
    // The hidden interaction field is on a page once; check boxes and their hidden doubles share a name, not an id.
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of html.matchAll(/<label for="([^"]+)"/g)) expect(ids).toContain(target);
  });

  it('speaks Chinese', () => {
    const html = show(signIn, fixtureContext('zh-CN'));
    expect(html).toContain('<html lang="zh-CN" dir="ltr">');
    expect(html).toContain('<h1>登录以继续使用 <bdi>Acme Wiki</bdi></h1>');
    expect(html).toMatch(
      /<a id="language-zh-CN" href="\?lang&#x3D;zh-CN" lang="zh-CN" hreflang="zh-CN" aria-current="true">/,
    );
  });

  it('is complete without the script and without languages or support', () => {
    const html = show(signIn, {
      assets: { styleSheets: ['/a.css'] },
      languages: [],
      brand: { ...BRAND, name: 'Acme' },
    });
    expect(html).not.toContain('<script');
    expect(html).not.toContain('<nav');
    expect(html).not.toContain('id="support"');
  });

  it('escapes whatever others may choose', () => {
    const evil = `"><script>alert(1)</script>'`;
    const page: ConsentPage = {
      ...consent,
      interaction: evil,
      client: { ...client, name: evil },
      account: { name: evil, username: evil },
      redirectHost: evil,
      scopes: [{ ...consent.scopes[0]!, name: evil, title: evil, description: evil }],
    };
    expect(show(page, { brand: { ...BRAND, name: evil } })).not.toContain('<script>');
    expect(show({ ...error, received: evil, description: evil, code: evil, reference: evil })).not.toContain(
      '<script>',
    );
    expect(show({ ...signIn, username: evil, action: evil })).not.toContain('<script>');
  });

  it.each([
    ['javascript:alert(1)'],
    ['JaVaScRiPt:alert(1)'],
    ['data:text/html,x'],
    ['http://wiki.acme.example/'],
    ['//evil.example/'],
    ['/\\evil.example/'],
    ['not a url'],
  ])('does not link to %s', (href) => {
    const evil: ClientView = { ...client, uri: href, tosUri: href, policyUri: href, logo: href };
    expect(show({ ...consent, client: evil })).not.toMatch(
      /id="client-(home|terms|privacy)"|class="publisher"|<img/,
    );
    expect(show({ ...error, client: evil })).not.toContain('id="back"');
    expect(show({ ...notice, startAgainHref: href })).not.toContain('id="start-again"');
    expect(
      show(signIn, { brand: { ...BRAND, supportUrl: href, termsUrl: href, privacyUrl: href } }),
    ).not.toMatch(/id="(support|terms|privacy)"/);
  });

  it('links to loopback addresses, where development happens', () => {
    expect(show({ ...notice, startAgainHref: 'http://127.0.0.1:3003/' })).toContain(
      'href="http://127.0.0.1:3003/"',
    );
  });

  it('draws a logo of our own origin and leaves out a foreign one', () => {
    expect(show({ ...signIn, client: { ...client, logo: '/oauth/assets/logo-1' } })).toContain(
      '<img class="client-mark" src="/oauth/assets/logo-1"',
    );
    expect(show({ ...signIn, client: { ...client, logo: 'https://cdn.example/logo.png' } })).not.toContain(
      '<img',
    );
  });

  it('cuts a name that would push everything else out of sight', () => {
    const html = show({ ...consent, client: { ...client, name: '漢'.repeat(10_000) } });
    expect(html).toContain(`<bdi>${'漢'.repeat(80)}…</bdi>`);
    expect(html.length).toBeLessThan(20_000);
  });
});

describe('a page without what it must say', () => {
  it.each<[string, Page, string]>([
    ['an empty client name', { ...signIn, client: { ...client, name: '' } }, 'client.name'],
    ['an invisible client name', { ...consent, client: { ...client, name: '\u200b\u202e ' } }, 'client.name'],
    ['no interaction', { ...signIn, interaction: '' }, 'interaction'],
    ['no action', { ...consent, action: '' }, 'action'],
    ['no username', { ...consent, account: { name: 'Ada', username: '' } }, 'account.username'],
    ['no redirect host', { ...consent, redirectHost: ' ' }, 'redirectHost'],
    ['an untitled scope', { ...consent, scopes: [{ ...consent.scopes[0]!, title: '' }] }, 'scopes[0].title'],
    ['no error code', { ...error, code: '' }, 'code'],
    [
      'a name behind a getter on a prototype',
      {
        ...signIn,
        client: new (class {
          get name(): string {
            return undefined as never;
          }
        })() as ClientView,
      },
      'client.name',
    ],
  ])('is refused: %s', (_, page, named) => {
    expect(() => show(page)).toThrow(`these are empty: ${named}`);
  });

  it('shows a name that comes from a class instance', () => {
    class Client {
      uri = null;
      tosUri = null;
      policyUri = null;
      logo = null;
      verified = true;
      accent = null;
      firstSeen = null;
      appSchemes = [];
      get name(): string {
        return 'Acme Wiki';
      }
    }
    expect(show({ ...signIn, client: new Client() })).toContain('<bdi>Acme Wiki</bdi>');
  });
});

describe('sign-in', () => {
  it('posts its fields to the action', () => {
    const html = show({ ...signIn, username: 'ada' });
    expect(html).toContain(
      '<form id="sign-in" name="sign-in" class="form" method="post" action="/oauth/sign_in">',
    );
    expect(html).toContain(
      '<input type="hidden" id="interaction" name="interaction" value="fixture-interaction">',
    );
    expect(html).toMatch(
      /<input type="text" id="username" name="username" value="ada" autocomplete="username"/,
    );
    expect(html).toMatch(
      /<input type="password" id="password" name="password" autocomplete="current-password"/,
    );
    expect(html).toMatch(
      /id="sign_in" name="action" value="sign_in"[\s\S]*id="cancel" name="action" value="cancel" formnovalidate/,
    );
  });

  it('says after a failed try what to do, first thing', () => {
    const html = show(fixture('sign-in/credentials'));
    expect(html).toContain('<title>Error: Sign in to continue to Acme Wiki – Acme Account</title>');
    expect(html).toContain('<div class="alert" id="failure" role="alert" tabindex="-1" autofocus>');
    expect(html.match(/aria-describedby="failure"/g)).toHaveLength(2);
    expect(html.match(/autofocus/g)).toHaveLength(1);
  });

  it.each([
    ['username', ''],
    ['password', 'ada'],
  ])('starts in the %s field when the username is "%s"', (field, username) => {
    const html = show({ ...signIn, username });
    expect(html).toMatch(new RegExp(`<input[^>]*id="${field}"[^>]*autofocus>`));
    expect(html.match(/autofocus/g)).toHaveLength(1);
  });

  it('fixes the username when the user must prove it again', () => {
    const html = show(fixture('sign-in/again'));
    expect(html).toContain('asks you to prove again');
    expect(html).toMatch(/<input[^>]*id="username"[^>]*readonly/);
    expect(show(signIn)).not.toContain('readonly');
  });
});

describe('consent', () => {
  it('sends a required scope although its box is disabled', () => {
    const html = show(consent);
    expect(html).toMatch(/<input type="checkbox"[^>]*name="scope\.openid" value="true" checked disabled/);
    expect(html).toContain('<input type="hidden" name="scope.openid" value="true">');
    expect(html).toMatch(
      /<input type="checkbox"[^>]*name="scope\.profile" value="true" checked aria-describedby/,
    );
    expect(html).not.toContain('<input type="hidden" name="scope.profile" value="true">');
  });

  it('ends with two equal buttons, of which the first allows nothing', () => {
    expect(show(consent)).toMatch(
      /<button type="submit" class="button button-even" id="deny" name="decision" value="deny">Deny<\/button>\n<button type="submit" class="button button-even" id="allow" name="decision" value="allow">Allow<\/button>\n<\/div>\n<\/form>/,
    );
    expect(show(consent)).not.toContain('autofocus');
  });

  it('always says where the user will be sent', () => {
    for (const id of ['consent/first', 'consent/nothing-new', 'consent/loopback', 'consent/private-scheme']) {
      const page = fixture<ConsentPage>(id);
      expect(show(page)).toContain(`You will be sent to <bdi>${page.redirectHost}</bdi>`);
    }
    expect(show(fixture('consent/loopback'))).toContain('id="redirect-warning"');
    expect(show(consent)).not.toContain('id="redirect-warning"');
  });

  it('folds what was allowed before, and opens it when there is nothing else', () => {
    expect(show(consent)).not.toContain('<details');
    expect(show(fixture('consent/more-than-before'))).toContain('<details class="granted" id="granted">');
    expect(show(fixture('consent/more-than-before'))).toContain('asks for more than you allowed before');
    expect(show(fixture('consent/nothing-new'))).toContain('<details class="granted" id="granted" open>');
  });

  it('offers to remember only where policy allows', () => {
    expect(show(consent)).toContain('<input type="checkbox" id="remember" name="remember" value="true"');
    expect(show({ ...consent, rememberable: false })).not.toContain('name="remember"');
  });

  it('names the account, with and without a display name', () => {
    expect(show(consent)).toContain('Signed in as <bdi>Ada Lovelace</bdi> (<bdi>ada@acme.example</bdi>)');
    expect(show({ ...consent, account: { name: '', username: 'ada' } })).toContain(
      'Signed in as <bdi>ada</bdi>',
    );
  });

  it('says in a word whether anybody vouches for the client, or since when it is known', () => {
    expect(show(consent)).toContain('Verified by <bdi>Acme Account</bdi>');
    expect(show(fixture('consent/loopback'))).toContain(
      'Not verified by <bdi>Acme Account</bdi>, first seen here on <bdi>March 12, 2026</bdi>',
    );
    expect(show(fixture('consent/loopback'), fixtureContext('zh-CN'))).toContain(
      '未经 <bdi>Acme Account</bdi> 验证，首次出现于 <bdi>2026 年 3 月 12 日</bdi>',
    );
    expect(show(fixture('consent/newcomer'))).toContain(
      '<span>Not verified by <bdi>Acme Account</bdi></span>',
    );
  });

  it('links to the terms and the privacy policy of the client', () => {
    const html = show(consent);
    for (const [id, path] of [
      ['terms', 'terms'],
      ['privacy', 'privacy'],
    ]) {
      expect(html).toContain(
        `<a id="client-${id}" href="https://wiki.acme.example/${path}" rel="noopener noreferrer">`,
      );
    }
    expect(show(fixture('consent/newcomer'))).not.toContain('id="client-terms"');
    expect(show(fixture('consent/loopback'))).not.toContain('class="publisher"');
  });

  it('says how to undo what is remembered', () => {
    expect(show(consent)).toContain('<a id="remember-help" href="/oauth/account">Your connected apps</a>');
    expect(show(fixture('consent/newcomer'))).toContain(
      '<a id="remember-help" href="https://support.acme.example/" rel="noopener noreferrer">How to undo this</a>',
    );
  });

  it('says in words what lasting access is', () => {
    expect(show(consent)).toContain('Keep access when you are not using it, until you remove it');
  });
});

describe('consent to a device', () => {
  const onDevice = fixture<ConsentPage>('consent/device');

  it('shows the code to compare and a warning in bold, and sends nobody anywhere', () => {
    const html = show(onDevice);
    expect(html).toContain('<h1><bdi>Acme Wiki</bdi> on another device wants to access your account</h1>');
    expect(html).toContain('id="user-code" lang="en" dir="ltr" translate="no">WDJB-MJHT</p>');
    expect(html).toMatch(/id="device-warning">[\s\S]*<strong>Only continue if you started this yourself/);
    expect(html).not.toMatch(/You will be sent to|redirect-warning|name="remember"/);
  });

  it.each([
    [0, '0 seconds ago', '0 秒钟前'],
    [59, '59 seconds ago', '59 秒钟前'],
    [60, '1 minute ago', '1 分钟前'],
    [599, '9 minutes ago', '9 分钟前'],
  ])('says in words that the device asked %i seconds ago', (age, english, chinese) => {
    const page = { ...onDevice, device: { ...onDevice.device!, age } };
    expect(show(page)).toContain(`It asked for access <bdi>${english}</bdi>.`);
    expect(show(page, fixtureContext('zh-CN'))).toContain(`该设备在 <bdi>${chinese}</bdi>请求了访问。`);
  });

  it('is not shown without the code', () => {
    const page = { ...onDevice, device: { userCode: '', age: 1 } };
    expect(() => show(page)).toThrow('these are empty: device.userCode');
  });
});

describe('device', () => {
  it('has one labelled field that is described, and a token', () => {
    const html = show(fixture('device/empty'));
    expect(html).toContain(
      '<form id="device" name="device" class="form" method="post" action="/oauth/device">',
    );
    expect(html).toContain('<input type="hidden" id="token" name="token" value="fixture-token">');
    expect(html).toMatch(
      /<input type="text" id="user_code" name="user_code"[^>]*value=""[^>]*aria-describedby="user-code-hint" autofocus>/,
    );
  });

  it('asks to compare a code that came with the link', () => {
    const html = show(fixture('device/filled-in'));
    expect(html).toContain('id="filled-in"');
    expect(html).toContain('value="WDJB-MJHT"');
    expect(show(fixture('device/empty'))).not.toContain('id="filled-in"');
    expect(show(fixture('device/unknown'))).not.toContain('id="filled-in"');
  });

  it.each(['malformed', 'unknown', 'expired', 'used', 'locked'])(
    'says first thing that a code is %s, and what to do',
    (kind) => {
      const html = show(fixture(`device/${kind}`));
      expect(html).toContain('<title>Error: Connect a device – Acme Account</title>');
      expect(html).toContain('<div class="alert" id="failure" role="alert" tabindex="-1" autofocus>');
      expect(html).toContain('aria-describedby="failure user-code-hint"');
      expect(html.match(/autofocus/g)).toHaveLength(1);
    },
  );

  it.each([
    [1, '1 minute', '1 分钟'],
    [61, '2 minutes', '2 分钟'],
    [600, '10 minutes', '10 分钟'],
  ])('says how long to wait: %i seconds', (waitSeconds, english, chinese) => {
    const page = {
      ...fixture<DevicePage>('device/locked'),
      failure: { kind: 'locked', waitSeconds },
    } as const;
    expect(show(page)).toContain(`Wait <bdi>${english}</bdi>, then try again.`);
    expect(show(page, fixtureContext('zh-CN'))).toContain(`请等待 <bdi>${chinese}</bdi>后重试。`);
  });

  it('says at the end what was decided, and where to go on', () => {
    expect(show(fixture('device/allowed'))).toContain('<h1>Done: go back to your device</h1>');
    expect(show(fixture('device/denied'))).toContain('<h1>You denied the access</h1>');
  });
});

describe('error', () => {
  it('shows the received redirect URI as text only', () => {
    const html = show({ ...error, received: 'https://evil.example/cb?a=1&b=2' });
    expect(html).toContain('translate="no">https://evil.example/cb?a&#x3D;1&amp;b&#x3D;2</code>');
    expect(html).not.toContain('href="https://evil.example');
  });

  it('carries reference and UTC time, and a way back to a known client', () => {
    const html = show(error);
    expect(html).toMatch(
      /<textarea id="reference" name="reference" [^>]*readonly[^>]*>0199c1f4-[-0-9a-f]{27}<\/textarea>/,
    );
    expect(html).toContain('<time datetime="2026-03-14T09:26:53.589Z">2026-03-14 09:26:53 UTC</time>');
    expect(html).toContain('id="back" href="https://wiki.acme.example/" rel="noopener noreferrer"');
    expect(show({ ...error, client: null })).not.toContain('id="back"');
  });

  it('without a reference still tells the time', () => {
    const html = show(fixture('error/limited'));
    expect(html).not.toContain('id="reference"');
    expect(html).toContain('2026-03-14 09:26:53 UTC</time>');
  });

  it('links to help', () => {
    expect(show(error)).toContain('id="support" href="https://support.acme.example/"');
  });

  it('has nothing to tell when it is opened by hand', () => {
    const html = show(fixture('error/neutral'));
    expect(html).toContain('There is no error to show');
    expect(html).not.toMatch(/<details|id="reference"/);
  });
});

describe('a page between', () => {
  const onward = fixture<InterstitialPage>('interstitial/onward');
  const refreshOf = (html: string): string | undefined =>
    /<meta http-equiv="refresh" content="([^"]*)">/.exec(html)?.[1];
  const decoded = (text: string): string =>
    text
      .replaceAll(/&#x([0-9A-F]+);/gi, (_, hex: string) => String.fromCodePoint(parseInt(hex, 16)))
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');

  it('goes on by itself, and has a link for those where it does not', () => {
    const html = show(onward);
    expect(html).toContain('<h1>Going back to <bdi>Acme Wiki</bdi></h1>');
    expect(refreshOf(html)).toBe('0;url=https://wiki.acme.example/callback');
    expect(html).toContain('id="continue" href="https://wiki.acme.example/callback" rel="noreferrer"');
    expect(html).toContain('Continue to <bdi>https://wiki.acme.example</bdi>');
    expect(html.indexOf('http-equiv="refresh"')).toBeLessThan(html.indexOf('</head>'));
  });

  it.each(['refused', 'denied'])('of a client that nobody vouches for leaves it to the user (%s)', (kind) => {
    const html = show(fixture(`interstitial/${kind}`));
    expect(refreshOf(html)).toBeUndefined();
    expect(html).toContain('id="continue"');
    expect(html).toContain('Not verified by <bdi>Acme Account</bdi>');
  });

  it.each([
    `https://client.example/cb?state="><script>alert(1)</script>`,
    `https://client.example/cb?a='b';url=https://evil.example/&c=d`,
    `https://client.example/cb;v=1?a=1;b=2&x=%22`,
    'https://client.example/路径?q=é',
  ])('carries %s without a change', (href) => {
    const html = show({ ...onward, href });
    expect(html.match(/<meta http-equiv/g)).toHaveLength(1);
    expect(html).not.toContain('<script>');
    expect(decoded(refreshOf(html)!)).toBe(`0;url=${href}`);
    expect(decoded(/id="continue" href="([^"]*)"/.exec(html)![1]!)).toBe(href);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example/', 'com.acme.app:/cb', 'https:evil'])(
    'is not shown for %s',
    (href) => {
      expect(() => show({ ...onward, href })).toThrow('these are empty: href');
    },
  );
});

/** Faithful but for devices, such as a template from before there were any. */
const WITHOUT_DEVICES = [
  '{{clientName}} {{account.username}} {{#if redirectHost}}{{redirectHost}}{{/if}}',
  '<input name="interaction" value="{{interaction}}"><input name="remember">',
  '{{#each scopes}}<input name="scope.{{name}}">{{title}}{{/each}}',
  '<button name="decision" value="allow"></button><button name="decision" value="deny"></button>',
].join('\n');

describe('templates of the host', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'portcullis-templates-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(file: string, text: string): void {
    const path = join(folder, 'templates', file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  it('replace ours of the same name, partials included, and bring partials of their own', () => {
    write('notice.hbs', '<h1>{{t titleKey}}</h1>{{> ours}}<a href="{{startAgainHref}}">x</a>');
    write('partials/ours.hbs', '<p>Ours: {{brand.name}}</p>');
    write('partials/brand.hbs', '<p>The house of {{brand.name}}</p>');
    const html = new HandlebarsPageRenderer(Theme.at(folder)).render(notice, context);
    expect(html).toContain('<p>Ours: Acme Account</p>');
    expect(html).toContain('<p>The house of Acme Account</p>');
  });

  it.each<[string, string, string, string]>([
    ['does not parse', 'error.hbs', '<h1>\n{{#if client}}', 'error.hbs:2: Parse error'],
    ['asks for an absent key', 'error.hbs', '<h1>\n\n{{titel}}', 'error.hbs:3: "titel" not defined'],
    [
      'asks for an absent message',
      'notice.hbs',
      '\n{{t "notice.titel"}}',
      'notice.hbs:2: there is no message "notice.titel"',
    ],
    [
      'forgets a value',
      'sign-in.hbs',
      '\n{{t "signIn.title" client=missing}}',
      'sign-in.hbs:2: the message needs a value for "client"',
    ],
    ['calls an unknown helper', 'notice.hbs', '\n{{shout "x"}}', 'notice.hbs:2: '],
    ['is wrong in a partial', 'partials/footer.hbs', 'a\n{{absent}}', 'footer.hbs:2: "absent" not defined'],
    [
      'names an absent partial',
      'notice.hbs',
      '{{> nowhere}}',
      'notice.hbs: The partial nowhere could not be found',
    ],
    ['has no counterpart', 'signin.hbs', 'x', 'there is no template "signin" to replace'],
    ['leaves out a field', 'sign-in.hbs', '<form></form>', 'the sign-in template leaves out: '],
    ['hides where the user is sent', 'consent.hbs', 'x', 'https://wiki.acme.example, '],
    ['does not go on by itself', 'layout.hbs', '{{{body}}}', 'leaves out: http-equiv="refresh"'],
    ['hides the code to compare', 'consent.hbs', WITHOUT_DEVICES, 'leaves out: WDJB-MJHT'],
    [
      'contains an inline script',
      'partials/footer.hbs',
      '<script>track()</script>',
      'contains inline script or style',
    ],
    [
      'contains an inline style',
      'partials/footer.hbs',
      '<p style="color:red">',
      'contains inline script or style',
    ],
  ])('stop the start when one %s', (_, file, text, message) => {
    write(file, text);
    expect(() => new HandlebarsPageRenderer(Theme.at(folder))).toThrow(message);
  });

  it('stop the start when their folder does not exist', () => {
    expect(() => Theme.at(join(folder, 'absent'))).toThrow(/absent cannot be read/);
  });
});
