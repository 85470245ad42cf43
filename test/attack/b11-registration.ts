import { randomBytes } from 'node:crypto';
import { expect } from '@jest/globals';
import type { Visit } from '../support/visitor.js';
import { assertionForm } from '../support/assertions.js';
import { assertionOf } from './assertion.js';
import { serveDocuments, STRANGER_REDIRECT } from './documents.js';
import { authorizeUrl, consentPage, outcome, post, verdict } from './flow.js';
import type { Items } from './item.js';
import { countConnections } from './listener.js';
import type { Target } from './target.js';

/** This machine and its neighbours, as an address can be written. */
const INSIDE = [
  ...[
    '127.0.0.1',
    'localhost',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
  ],
  ...['127.1', '0.0.0.0', '[::]', '10.0.0.1', '192.168.0.1', '172.16.0.1', '169.254.169.254', '100.64.0.1'],
];

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

  'B11.3': async (target) => {
    const { operated } = target;
    const FEATURES = JSON.stringify({ clientIdMetadataDocuments: true });
    const open = (member: Target, clientId: string): Promise<Visit> => {
      const client = {
        ...target.client('PUB'),
        client_id: clientId,
        redirect_uris: [STRANGER_REDIRECT],
        scope: 'openid',
      };
      return target.newVisitor().visit(authorizeUrl(member, client));
    };

    // As it is delivered: nothing inside is even connected to, however the address is written.
    const guarded = target.at(await operated.startMember({ environment: { FEATURES } }));
    const inside = await countConnections();
    try {
      for (const host of INSIDE) {
        const page = await open(guarded, `https://${host}:${inside.port}/client.json`);
        expect([host, verdict(target, page)]).toEqual([host, 'page 400']);
      }
      for (const url of [
        'http://127.0.0.1:1/client.json',
        'file:///etc/passwd',
        'https://169.254.169.254/latest/',
      ]) {
        expect([url, verdict(target, await open(guarded, url))]).toEqual([url, 'page 400']);
      }
      // Nor by other addresses that an administrator or a client may name.
      for (const host of INSIDE) {
        const jwksUri = `https://${host}:${inside.port}/jwks`;
        const settings = { tokenEndpointAuthMethod: 'private_key_jwt', jwksUri, jwks: null } as const;
        const client = await operated.register(settings).catch(() => null);
        if (!client) continue;
        const assertion = await assertionOf(target, client);
        const form = { grant_type: 'client_credentials', ...assertionForm(assertion) };
        // Keys that cannot be had are no reason to believe or to accuse: 503 is right as well.
        const response = await guarded.broken((broken) => post(broken, 'token', null, form));
        expect(await outcome(response)).toMatch(/^(401 invalid_client|503 temporarily_unavailable)$/);
      }
      expect(inside.count()).toBe(0);
    } finally {
      inside.close();
    }

    const hosts = await serveDocuments();
    try {
      const environment = { FEATURES, OUTGOING: hosts.origin };
      const member = target.at(await operated.startMember({ environment }));
      expect(verdict(target, await open(member, 'https://client.example/good'))).toBe('sign-in');
      for (const path of [
        'long',
        'redirect',
        'missing',
        'html',
        'other-id',
        'secret',
        'no-uris',
        'foreign-uri',
        'slow',
      ]) {
        const page = await open(member, `https://client.example/${path}`);
        expect([path, verdict(target, page)]).toEqual([path, 'page 400']);
      }
      expect(hosts.paths()).not.toContain('/inside');
    } finally {
      hosts.close();
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
