import { describe, expect, it } from '@jest/globals';
import { browserName, type BrowserName } from './browser-names.js';

const UNKNOWN: BrowserName = { browser: null, system: null, device: null };

describe('what a browser says of itself', () => {
  it.each<[string, string, BrowserName]>([
    [
      'Firefox',
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0',
      { browser: 'Firefox', system: 'Windows', device: 'desktop' },
    ],
    [
      'Chrome',
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
      { browser: 'Chrome', system: 'Linux', device: 'desktop' },
    ],
    [
      'Safari on a phone',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1',
      { browser: 'Safari', system: 'iOS', device: 'mobile' },
    ],
    ['a program', 'curl/8.1', UNKNOWN],
    ['somebody who writes a sentence', 'Call +1 555 0100 at once/1.0 (Mozilla)', UNKNOWN],
    ['somebody who writes markup', '<b>Evil Bank</b>/1.0', UNKNOWN],
    ['nobody', '', UNKNOWN],
    ['a space', ' ', UNKNOWN],
  ])('by %s', (_, userAgent, name) => {
    expect(browserName(userAgent)).toEqual(name);
  });

  it('is unknown where it was not recorded', () => {
    expect(browserName(null)).toEqual(UNKNOWN);
  });
});
