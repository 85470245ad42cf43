import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Theme } from '@portcullis/oauth';
import { authorizeUrl } from '../support/flow.js';
import { pkce } from '../support/pkce.js';
import { SampleTheme } from '../support/sample-theme.js';
import { memberOf, ServerProcess } from '../support/server-process.js';
import { TestServer, type RegisteredClient } from '../support/test-server.js';
import { Visitor } from '../support/visitor.js';

const ACCENT = '#f59f00';

/** The style sheets of a page, in their order, without their versions. */
const sheetsOf = (html: string): string[] =>
  [...html.matchAll(/<link rel="stylesheet" href="([^"]+)">/g)].map(([, href]) => href!.split('?')[0]!);
const hrefOf = (html: string, name: string): string =>
  new RegExp(`(?:href|src)="([^"]*/${name.replace('.', '\\.')}\\?v&#x3D;[0-9a-f]{16})"`)
    .exec(html)![1]!
    .replace('&#x3D;', '=');

describe('a host with a theme', () => {
  let theme: SampleTheme;
  let server: TestServer;
  let wiki: RegisteredClient;
  let travel: RegisteredClient;

  beforeAll(async () => {
    theme = new SampleTheme();
    server = await TestServer.start({
      database: 'sqlite',
      options: {
        theme: theme.folder,
        brand: {
          name: 'Example',
          termsUrl: 'https://example.com/terms',
          privacyUrl: 'https://example.com/privacy',
        },
      },
    });
    wiki = await server.register();
    travel = await server.register({ name: 'Acme Travel', accent: ACCENT });
  });
  afterAll(async () => {
    await server.close();
    theme.remove();
  });

  const signInPage = async (client: RegisteredClient, language = 'en'): Promise<string> =>
    (await new Visitor({ 'accept-language': language }).visit(authorizeUrl(server, client, pkce()))).html;
  const asset = (href: string): Promise<Response> => fetch(new URL(href, server.issuer));

  it('speaks in the words of the theme, and in ours where it has none', async () => {
    const english = await signInPage(wiki);
    expect(english).toContain('<h1>Come in to <bdi>Acme Wiki</bdi></h1>');
    expect(english).toContain('value="sign_in">Come in</button>');
    expect(english).toContain('>Username</label>');
    const chinese = await signInPage(wiki, 'zh-CN');
    expect(chinese).toContain('<h1>登录以继续使用 <bdi>Acme Wiki</bdi></h1>');
    expect(chinese).toContain('value="sign_in">请进</button>');
  });

  it('has the slot of the theme at its foot, and the logo in its masthead, named as the brand is', async () => {
    const html = await signInPage(wiki);
    expect(html).toContain('<p class="legal" id="imprint">Example Ltd, Shanghai</p>');
    expect(html).toContain('href="https://example.com/privacy"');
    expect(html).not.toContain('id="terms"');
    expect(html).toMatch(
      /<img class="brand-logo" src="\/oauth\/assets\/logo\.svg\?v&#x3D;[0-9a-f]{16}" alt="Example">/,
    );
  });

  it('links its tokens after our style sheet and its own style sheet last', async () => {
    expect(sheetsOf(await signInPage(wiki))).toEqual([
      '/oauth/assets/portcullis.css',
      '/oauth/assets/theme.css',
      '/oauth/assets/style.css',
    ]);
    expect(sheetsOf(await signInPage(travel))).toEqual([
      '/oauth/assets/portcullis.css',
      '/oauth/assets/theme.css',
      '/oauth/assets/accent-f59f00.css',
      '/oauth/assets/style.css',
    ]);
  });

  it('serves the tokens for each scheme, what goes with the accent included, to be kept for ever', async () => {
    const answer = await asset(hrefOf(await signInPage(wiki), 'theme.css'));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const css = await answer.text();
    const [light, dark] = css.split('@media screen and (prefers-color-scheme: dark)') as [string, string];
    expect(light).toMatch(/^@media print, \(prefers-color-scheme: light\) \{/);
    expect(light).toContain('--accent: #0b7285;');
    expect(light).toMatch(/--accent-strong: #[0-9a-f]{6};/);
    expect(light).toContain('--page-glow: #d3ebef;');
    expect(dark).toContain('--accent: #66d9e8;');
    expect(dark).not.toContain('--page-glow');
    for (const part of [light, dark]) expect(part).toContain('--radius-control: 0.25rem;');
  });

  it('serves the style sheet and the logo as they are', async () => {
    const html = await signInPage(wiki);
    const css = await asset(hrefOf(html, 'style.css'));
    expect(await css.text()).toContain('border-block-start: 0.25rem solid var(--accent);');
    const logo = await asset(hrefOf(html, 'logo.svg'));
    expect(logo.headers.get('content-type')).toBe('image/svg+xml');
    expect(logo.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    );
    expect(await logo.text()).toContain('<svg xmlns="http://www.w3.org/2000/svg"');
  });

  it('makes the style sheet of a client from its colour alone', async () => {
    const answer = await asset(hrefOf(await signInPage(travel), 'accent-f59f00.css'));
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const css = await answer.text();
    expect(css.match(/--accent: (#[0-9a-f]{6});/g)).toHaveLength(2);
    // Readable as it is on the dark card, and not on the light one.
    expect(css.split('@media screen')[0]).not.toContain(`--accent: ${ACCENT};`);
    expect(css.split('@media screen')[1]).toContain(`--accent: ${ACCENT};`);
    expect(await (await asset('/oauth/assets/accent-f59f00.css')).text()).toBe(css);
  });

  it.each([
    'accent-F59F00.css',
    'accent-f59.css',
    'accent-.css',
    'theme.json',
    'logo.png',
    'tokens.json',
    'legal.hbs',
  ])('has no file %s', async (name) => {
    const answer = await asset(`/oauth/assets/${name}`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({
      error: 'invalid_request',
      error_description: 'There is no such file.',
    });
  });

  it('gives its style sheet another address when it changes', async () => {
    const before = hrefOf(await signInPage(wiki), 'style.css');
    const changed = new SampleTheme();
    changed.write('style.css', '.card { border: 0 }');
    const other = await TestServer.start({
      database: 'sqlite',
      storage: server.storage,
      options: { issuer: server.issuer, theme: changed.folder },
    });
    const [, at] = (await fetch(`${other.listening}/oauth/error`).then((answer) => answer.text())).split(
      'style.css',
    );
    expect(at!.slice(0, 30)).not.toBe(before.split('style.css')[1]!.replace('=', '&#x3D;').slice(0, 30));
    await other.close();
    changed.remove();
  });
});

describe('without a theme', () => {
  it('there is one style sheet, and nothing to warn of', async () => {
    const server = await TestServer.start({ database: 'sqlite' });
    const html = await (await fetch(server.url('error'))).text();
    expect(sheetsOf(html)).toEqual(['/oauth/assets/portcullis.css']);
    expect((await fetch(server.url('assets/theme.css'))).status).toBe(404);
    expect((await fetch(server.url('assets/style.css'))).status).toBe(404);
    expect(Theme.none.warnings).toEqual([]);
    await server.close();
  });
});

describe('a theme with a mistake', () => {
  let theme: SampleTheme;
  beforeEach(() => {
    theme = new SampleTheme();
  });
  afterEach(() => theme.remove());

  /** @returns what is said about it, without the folder's name */
  const refusal = async (): Promise<string> => {
    const start = TestServer.start({ database: 'sqlite', options: { theme: theme.folder }, quiet: true });
    const error = await start.then(
      async (server) => {
        await server.close();
        throw new Error('it started');
      },
      (reason: Error) => reason,
    );
    return error.message.replaceAll(`${theme.folder}/`, '');
  };

  it.each<[what: string, file: string, content: string, message: RegExp]>([
    [
      'tokens that are no JSON',
      'tokens.json',
      '{\n  "light": { "accent": "#fff" }\n  "dark": {}\n}',
      /^tokens\.json:3: this is no JSON: a comma/,
    ],
    ['tokens that are a list', 'tokens.json', '[]', /^tokens\.json:1: this is no object\./],
    [
      'a part of tokens nobody knows',
      'tokens.json',
      '{\n"Light": {} }',
      /^tokens\.json:2: "Light" is no part of the tokens\. Write "light", "dark", "both"/,
    ],
    [
      'a token nobody knows',
      'tokens.json',
      '{ "both": {\n\n"acent": "#fff" } }',
      /^tokens\.json:3: there is no token "acent"\. Known are font, /,
    ],
    [
      'a colour that is none',
      'tokens.json',
      '{ "dark": {\n"accent": "blue" } }',
      /^tokens\.json:2: "accent" is "blue"\. Write a colour such as "#364fc7"\.$/,
    ],
    [
      'a colour that is a number',
      'tokens.json',
      '{ "dark": { "accent": 1 } }',
      /^tokens\.json:1: "accent" is 1\./,
    ],
    [
      'a length that is none',
      'tokens.json',
      '{ "both": { "radius": "round" } }',
      /^tokens\.json:1: "radius" is "round"\. Write a length/,
    ],
    [
      'a font that ends the declaration',
      'tokens.json',
      '{ "both": { "font": "serif; color: red" } }',
      /^tokens\.json:1: "font" is /,
    ],
    [
      'a shadow that fetches something',
      'tokens.json',
      '{ "both": { "shadow": "url(//evil.example)" } }',
      /^tokens\.json:1: "shadow" is /,
    ],
    [
      'a token that is there twice',
      'tokens.json',
      '{ "both": { "radius": "0",\n"radius": "1px" } }',
      /^tokens\.json:2: "radius" is there twice\./,
    ],
    [
      'words that are no JSON',
      'messages/en.json',
      '{\n"signIn.submit": "Go"',
      /^messages\/en\.json:2: this is no JSON: a comma or "}" is expected here, not the end/,
    ],
    [
      'a message nobody knows',
      'messages/en.json',
      '{\n\n "signIn.sumbit": "Go" }',
      /^messages\/en\.json:3: there is no message "signIn\.sumbit"\. Known are signIn\.title, /,
    ],
    [
      'a message without its value',
      'messages/zh-CN.json',
      '{\n"signIn.title": "{app} 请进" }',
      /^messages\/zh-CN\.json:2: "signIn\.title" names \{app\}, and there is no such value\. This message has \{client\}\.$/,
    ],
    [
      'a message that is no text',
      'messages/en.json',
      '{ "signIn.title": null }',
      /^messages\/en\.json:1: "signIn\.title" is no text\./,
    ],
    [
      'an empty message',
      'messages/en.json',
      '{ "signIn.title": " " }',
      /^messages\/en\.json:1: "signIn\.title" is no text\./,
    ],
    [
      'words in a language that we do not speak',
      'messages/fr.json',
      '{}',
      /^messages\/fr\.json: a theme has no such file\. It may have en\.json, zh-CN\.json\.$/,
    ],
    [
      'a style sheet with an open block',
      'style.css',
      '.card {\n  color: red;\n',
      /^style\.css:1: this is no style sheet: Unclosed block$/,
    ],
    [
      'a style sheet that says nothing',
      'style.css',
      '.card {\n  color: red;\n  nonsense\n}',
      /^style\.css:3: this is no style sheet: /,
    ],
    [
      'an import',
      'style.css',
      '\n@import "https://cdn.example/a.css";',
      /^style\.css:2: @import is not followed\./,
    ],
    [
      'a picture on another host',
      'style.css',
      '.card {\n  background:\n    url("https://cdn.example/a.png");\n}',
      /^style\.css:3: "https:\/\/cdn\.example\/a\.png" is on another host/,
    ],
    [
      'one without a scheme',
      'style.css',
      '.card { background: url(//cdn.example/a.png) }',
      /^style\.css:1: "\/\/cdn\.example\/a\.png" is on another host/,
    ],
    [
      'one in a set',
      'style.css',
      '.card { background: image-set("https://cdn.example/a.png" 1x) }',
      /^style\.css:1: "https:\/\/cdn\.example\/a\.png" is on/,
    ],
    [
      'a font in a data: address',
      'style.css',
      '@font-face { font-family: x;\nsrc: url(data:font/woff2;base64,AA) }',
      /^style\.css:2: a font in a data: address is blocked/,
    ],
    [
      'a logo that is none',
      'logo.svg',
      '<html></html>',
      /^logo\.svg: this is no SVG picture by its content\.$/,
    ],
    [
      'a second logo',
      'logo.png',
      '<svg></svg>',
      /^logo\.png: there is logo\.svg already\. Keep one of them\.$/,
    ],
    [
      'a template that does not parse',
      'templates/notice.hbs',
      '<h1>\n{{#if client}}',
      /^templates\/notice\.hbs:2: Parse error/,
    ],
    [
      'a template that asks for what is not there',
      'templates/notice.hbs',
      '\n\n{{titel}}',
      /^templates\/notice\.hbs:3: "titel" not defined/,
    ],
    [
      'a slot that asks for what is not there',
      'templates/partials/footer.hbs',
      '{{brand.motto}}',
      /^templates\/partials\/footer\.hbs:1: "motto" not defined/,
    ],
    [
      'a template nobody knows',
      'templates/signin.hbs',
      '',
      /^templates\/signin\.hbs: there is no template "signin" to replace\. Replaceable: layout, sign-in, /,
    ],
    [
      'a template that is none',
      'templates/notes.txt',
      '',
      /^templates\/notes\.txt: templates are files that end in \.hbs/,
    ],
    [
      'a file nobody knows',
      'token.json',
      '{}',
      /^token\.json: a theme has no such file\. It may have templates\/, messages\/, tokens\.json, style\.css, logo\.svg, logo\.png, logo\.webp\.$/,
    ],
  ])('does not start with %s, and says where', async (_, file, content, message) => {
    theme.write(file, content);
    expect(await refusal()).toMatch(message);
  });

  it('is told everything at once', async () => {
    theme.write('tokens.json', '{ "light": {\n"accent": "blue",\n"card": "white" } }');
    theme.write('messages/en.json', '{ "nonsense": "" }');
    expect((await refusal()).split('\n').map((line) => line.split(': ')[0])).toEqual([
      'messages/en.json:1',
      'tokens.json:2',
      'tokens.json:3',
    ]);
  });

  it('that is no folder does not start either', async () => {
    const start = TestServer.start({ database: 'sqlite', options: { theme: '/nowhere/theme' }, quiet: true });
    await expect(start).rejects.toThrow('the theme folder /nowhere/theme cannot be read');
  });

  it('passes over files of other programs, and takes addresses of its own host', async () => {
    theme.write('.DS_Store', 'x');
    theme.write('templates/.gitkeep', '');
    theme.write(
      'style.css',
      '.card { background: url(/static/a.png), url("data:image/png;base64,AA"), url(#wave) }',
    );
    const server = await TestServer.start({ database: 'sqlite', options: { theme: theme.folder } });
    await server.close();
  });
});

describe('a theme in which something can hardly be read', () => {
  it('is warned of with pair, scheme, contrast and a colour that would do', () => {
    const theme = new SampleTheme(
      new Map([['tokens.json', '{ "light": { "accent": "#ffa94d" }, "dark": { "ink": "#444444" } }']]),
    );
    const { warnings } = Theme.at(theme.folder);
    expect(warnings).toContainEqual(
      expect.stringMatching(
        /^light: accent #ffa94d on card #ffffff has a contrast of 1\.9\d:1, and text needs 4\.5:1\. "accent": "#[0-9a-f]{6}" would do\.$/,
      ),
    );
    expect(warnings).toContainEqual(
      expect.stringMatching(/^dark: ink #444444 on card #181b24 has a contrast of 1\.\d\d:1/),
    );
    expect(warnings.filter((warning) => warning.startsWith('light: ink '))).toEqual([]);
    // What was made to go with the accent can be read on it.
    expect(warnings.filter((warning) => warning.includes('accentInk'))).toEqual([]);
    theme.remove();
  });

  it('takes every colour that it advises', () => {
    const theme = new SampleTheme(new Map([['tokens.json', '{ "light": { "accent": "#ffa94d" } }']]));
    const advice = /"accent": "(#[0-9a-f]{6})" would do/.exec(Theme.at(theme.folder).warnings[0]!)![1];
    theme.write('tokens.json', JSON.stringify({ light: { accent: advice } }));
    expect(Theme.at(theme.folder).warnings.filter((warning) => warning.includes('accent #'))).toEqual([]);
    theme.remove();
  });

  it('starts all the same, with the warning in the log of the server', async () => {
    const member = await TestServer.start({ database: 'sqlite' });
    const theme = new SampleTheme(new Map([['tokens.json', '{ "both": { "accent": "#ffa94d" } }']]));
    const { process, origin } = await ServerProcess.start(
      memberOf(member, { THEME: theme.folder, BRAND: 'Example' }),
    );
    expect((await fetch(`${origin}/oauth/assets/theme.css`)).status).toBe(200);
    await process.stop();
    expect(process.printed).toContain('Theme, light: accent #ffa94d on card #ffffff has a contrast of 1.9');
    theme.remove();
    await member.close();
  });
});

describe('the addresses of the brand', () => {
  it('are at the foot of every page', async () => {
    const server = await TestServer.start({
      database: 'sqlite',
      options: {
        brand: {
          supportUrl: 'mailto:help@example.com',
          termsUrl: 'https://example.com/terms',
          privacyUrl: 'https://example.com/privacy',
        },
      },
    });
    const html = await (await fetch(server.url('error'), { headers: { 'accept-language': 'zh' } })).text();
    expect(html).toContain('<a id="support" href="mailto:help@example.com"');
    expect(html).toContain(
      '<a id="terms" href="https://example.com/terms" rel="noopener noreferrer">服务条款</a>',
    );
    expect(html).toContain(
      '<a id="privacy" href="https://example.com/privacy" rel="noopener noreferrer">隐私政策</a>',
    );
    await server.close();
  });

  it.each<[object, string]>([
    [
      { termsUrl: 'http://example.com/terms' },
      '"brand.termsUrl" is "http://example.com/terms". Write an https address',
    ],
    [
      { privacyUrl: 'mailto:a@example.com' },
      '"brand.privacyUrl" is "mailto:a@example.com". Write an https address',
    ],
    [{ privacyUrl: '/privacy' }, '"brand.privacyUrl" is "/privacy".'],
    [
      { supportUrl: 'javascript:alert(1)' },
      '"brand.supportUrl" is "javascript:alert(1)". Write an https or mailto address',
    ],
    [{ logo: 'x' }, 'there is no option "brand.logo". Known are name, supportUrl, termsUrl, privacyUrl.'],
  ])('%p stop the start where no page would link to them', async (brand, message) => {
    await expect(TestServer.start({ database: 'sqlite', options: { brand }, quiet: true })).rejects.toThrow(
      message,
    );
  });
});

describe('the gallery', () => {
  it('does not exist unless it is switched on', async () => {
    const server = await TestServer.start({ database: 'sqlite' });
    expect((await fetch(server.url('gallery'))).status).toBe(404);
    expect((await fetch(server.url('gallery/sign-in/empty'))).status).toBe(404);
    await server.close();
  });

  it('does not start under a public address, and says why', async () => {
    const start = TestServer.start({
      database: 'sqlite',
      options: { issuer: 'https://sso.example.com' },
      extras: { features: { gallery: true } },
      quiet: true,
    });
    await expect(start).rejects.toThrow(
      'OAuthModule cannot start: the feature "gallery" is on, but the issuer is "https://sso.example.com".',
    );
  });

  it('answers as users get it, from GET alone, and leads what is sent to a note', async () => {
    const server = await TestServer.start({ database: 'sqlite', extras: { features: { gallery: true } } });
    const page = await fetch(`${server.url('gallery/form-post')}?lang=zh-CN`);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'self'; /);
    expect(page.headers.get('content-language')).toBe('zh-CN');
    expect(page.headers.getSetCookie()).toEqual([]);
    const html = await page.text();
    expect(html).toContain('action="/oauth/gallery/nowhere"');
    expect(html).not.toMatch(/data-submit|wiki\.acme\.example\/callback/);
    const data = await (await fetch(`${server.url('gallery/notice/expired')}?as=data`)).json();
    expect(data).toMatchObject({ name: 'notice', kind: 'expired', clientName: 'Acme Wiki' });
    const sent = await fetch(server.url('gallery/nowhere'), {
      method: 'POST',
      body: 'a=b',
      redirect: 'manual',
    });
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '/oauth/gallery?from=nowhere']);
    expect((await fetch(server.url('gallery/nothing/at-all'))).status).toBe(404);
    const wrong = await fetch(server.url('gallery/sign-in/empty'), { method: 'POST', body: 'a=b' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    await server.close();
  });
});
