import { describe, expect, it } from '@jest/globals';
import { assetHeaders } from './asset-headers.js';

describe('the cache time of an asset', () => {
  it.each([
    ['index-BcD3fG7_.js', 'public, max-age=31536000, immutable'],
    ['index-x0Y-z12a.css', 'public, max-age=31536000, immutable'],
    ['color-scheme.js', 'no-cache'],
    ['icon.svg', 'no-cache'],
  ])('of %s', (name, expected) => {
    const headers: Record<string, unknown> = {};
    assetHeaders({ setHeader: (key, value) => (headers[key] = value) as never }, `/dist-ui/assets/${name}`);
    expect(headers).toEqual({ 'Cache-Control': expected });
  });
});
