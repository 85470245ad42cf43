import { randomBytes } from 'node:crypto';
import { expect } from '@jest/globals';
import { authorizeUrl, consentPage } from './flow.js';
import type { Items } from './item.js';

export const B11: Items = {
  'B11.1': async (target) => {
    const body = JSON.stringify({ client_name: 'Evil', redirect_uris: ['https://evil.example/cb'] });
    const headers = { 'content-type': 'application/json' };
    const places = target.has('registration')
      ? [target.endpoint('registration')]
      : [
          '/oauth/register',
          '/register',
          '/connect/register',
          '/oauth2/register',
          '/reg',
          '/oauth/registration',
        ].map((path) => target.path(path));
    for (const place of places) {
      const response = await target.fetch(place, { method: 'POST', headers, body });
      expect([place, [401, 403, 404, 405].includes(response.status)]).toEqual([place, true]);
      expect(await response.text()).not.toContain('client_id');
    }
  },

  'B11.2': async (target) => {
    for (const uri of [
      ...[
        'javascript:alert(1)',
        'JavaScript:alert(1)',
        'java\tscript:alert(1)',
        'data:text/html,x',
        'vbscript:x',
      ],
      ...['file:///etc/passwd', 'about:blank', 'blob:https://a.example/x', 'view-source:https://a.example/'],
      ...['https://a.example/cb#x', 'https://a.example/cb#', 'https://*.example/cb', 'https://a.example/*'],
      ...['https://user@a.example/cb', 'https://user:secret@a.example/cb', 'https://@a.example/cb'],
      ...[
        'http://a.example/cb',
        'http://10.0.0.1/cb',
        'http://localhost.evil.example/cb',
        'http://127.0.0.1.evil.example/',
      ],
      ...[
        'myapp:/cb',
        'myapp://cb',
        'mailto:a@b.example',
        'ftp://a.example/',
        'ws://a.example/',
        '//a.example/cb',
        '/cb',
        '',
      ],
      ...[
        'https://a.example\\@b.example/',
        'https:a.example/cb',
        'https:/a.example/cb',
        'https:///a.example/cb',
        'http:127.0.0.1/cb',
        'https://a.example/c b',
        'https://a.example/\u0000',
      ],
    ]) {
      await expect(target.operated.register({ redirectUris: [uri] })).rejects.toThrow(/redirectUris/);
    }
    for (const uri of ['https://a.example/cb?x=1', 'http://127.0.0.1:1234/cb', 'com.example.app:/cb']) {
      expect((await target.operated.register({ redirectUris: [uri] })).redirect_uris).toEqual([uri]);
    }
  },

  'B11.6': async (target) => {
    const { operated } = target;
    for (const name of [
      ...[
        '',
        ' ',
        '\u200b',
        'x'.repeat(10_000),
        'Bank\nof Evil',
        'Bank\u202Efo liveE',
        'Bank\u2066',
        'a\u0000b',
      ],
      ...['\u061cBank', 'Bank\u2028of'],
    ]) {
      await expect(operated.register({ name })).rejects.toThrow(/name/);
    }
    const markup = `<b onclick="alert(1)">&"' ${randomBytes(4).toString('hex')}<script>alert(1)</script>`;
    const client = await operated.register({ name: markup });
    const signIn = await target.newVisitor().visit(authorizeUrl(target, client));
    const consent = await consentPage(target, client, target.newVisitor());
    const refusal = await target
      .newVisitor()
      .visit(authorizeUrl(target, client, { redirect_uri: 'https://evil.example' }));
    for (const { html } of [signIn, consent]) expect(html).toContain('&lt;script&gt;');
    for (const { html } of [signIn, consent, refusal]) {
      expect(html).not.toContain('<script>alert');
      expect(html).not.toContain('<b onclick');
      expect(html).not.toMatch(/<[a-z][^>]*\son\w+\s*=/i);
    }
    // Letters that look like others are a name in their own script: the page says where the client comes from.
    const homoglyph = await operated.register({ name: 'Pаypal', redirectUris: ['https://evil.example/pay'] });
    expect((await consentPage(target, homoglyph, target.newVisitor())).html).toContain(
      'https://evil.example',
    );
  },
};
