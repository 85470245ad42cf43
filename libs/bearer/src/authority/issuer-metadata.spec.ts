import { describe, expect, it } from '@jest/globals';
import { IssuerMetadata, metadataUrls } from './issuer-metadata.js';
import { OutgoingHttp } from './outgoing-http.js';

class CannedHttp extends OutgoingHttp {
  readonly asked: string[] = [];
  constructor(private readonly answers: Record<string, object>) {
    super();
  }
  override async send(url: string): Promise<Response> {
    this.asked.push(url);
    return this.answers[url] ? Response.json(this.answers[url]) : new Response(null, { status: 404 });
  }
}

const signal = AbortSignal.timeout(60_000);

describe('metadataUrls', () => {
  it.each([
    [
      'https://a.example',
      [
        'https://a.example/.well-known/oauth-authorization-server',
        'https://a.example/.well-known/openid-configuration',
      ],
    ],
    [
      'https://a.example/t/1/',
      [
        'https://a.example/.well-known/oauth-authorization-server/t/1',
        'https://a.example/t/1/.well-known/openid-configuration',
      ],
    ],
  ])('%s', (issuer, urls) => {
    expect(metadataUrls(issuer)).toEqual(urls);
  });
});

describe('IssuerMetadata', () => {
  it('falls back to OpenID Connect Discovery and reads it once', async () => {
    const [, openid] = metadataUrls('https://a.example');
    const http = new CannedHttp({
      [openid!]: { issuer: 'https://a.example', jwks_uri: 'https://a.example/jwks' },
    });
    const metadata = new IssuerMetadata('https://a.example', http);
    expect(await metadata.endpoint('jwks_uri', signal)).toBe('https://a.example/jwks');
    expect(await metadata.endpoint('jwks_uri', signal)).toBe('https://a.example/jwks');
    expect(http.asked).toEqual(metadataUrls('https://a.example'));
  });

  it.each([
    ['another issuer', { issuer: 'https://a.example/', jwks_uri: 'https://a.example/jwks' }],
    ['no endpoint', { issuer: 'https://a.example' }],
    ['an endpoint in the open', { issuer: 'https://a.example', jwks_uri: 'http://a.example/jwks' }],
    ['nothing but a list', []],
  ])('refuses a document with %s, and reads it anew next time', async (_, document) => {
    const [oauth] = metadataUrls('https://a.example');
    const http = new CannedHttp({ [oauth!]: document });
    const metadata = new IssuerMetadata('https://a.example', http);
    for (const round of [1, 2]) {
      await expect(metadata.endpoint('jwks_uri', signal)).rejects.toMatchObject({
        code: 'temporarily_unavailable',
      });
      expect(http.asked).toHaveLength(round);
    }
  });
});
