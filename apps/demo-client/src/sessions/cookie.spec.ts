import { expect, it } from '@jest/globals';
import { readCookie } from './cookie.js';

it.each([
  [undefined, null],
  ['', null],
  ['a=1', '1'],
  ['b=2; a=1', '1'],
  ['xa=2', null],
  ['a=1; a=2', null],
  ['a=x=y', 'x=y'],
])('reads a from %p', (header, value) => {
  expect(readCookie(header, 'a')).toBe(value);
});
