import { describe, expect, it } from '@jest/globals';
import { isLoopback } from './loopback.js';

describe('loopback', () => {
  it.each(['localhost', '127.0.0.1', '127.8.0.255', '[::1]', new URL('http://127.1').hostname])(
    'is %s',
    (hostname) => expect(isLoopback(hostname)).toBe(true),
  );

  it.each([
    'localhost.example.com',
    '127.0.0.1.example.com',
    '128.0.0.1',
    '10.127.0.1',
    '0.0.0.0',
    '[::2]',
    '::1',
    '',
  ])('is not %j', (hostname) => expect(isLoopback(hostname)).toBe(false));
});
