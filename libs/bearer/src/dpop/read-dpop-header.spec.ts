import { expect, it } from '@jest/globals';
import { InvalidDpopProof } from './invalid-dpop-proof.js';
import { readDpopHeader } from './read-dpop-header.js';

it('finds the one header, or none', () => {
  expect(readDpopHeader({ headers: { dpop: 'a' }, rawHeaders: ['DPoP', 'a'] })).toBe('a');
  expect(readDpopHeader({ headers: { dpop: 'a' } })).toBe('a');
  expect(readDpopHeader({ headers: {}, rawHeaders: ['Host', 'x'] })).toBeUndefined();
});

it('refuses two of them, as Node joins them and as Fastify hides them', () => {
  const rawHeaders = ['DPoP', 'a', 'Host', 'x', 'dpop', 'b'];
  for (const request of [
    { headers: { dpop: 'a, b' }, rawHeaders },
    { headers: { dpop: 'a, b' }, raw: { rawHeaders } },
    { headers: { dpop: ['a', 'b'] } },
  ]) {
    expect(() => readDpopHeader(request)).toThrow(InvalidDpopProof);
  }
});
