import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hostCookie, readCookie } from './cookies.js';

const NAME = '__Host-portcullis';
const value = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
const other = fc
  .tuple(fc.stringMatching(/^[A-Za-z0-9_.-]{1,20}$/), fc.string({ unit: 'binary', maxLength: 20 }))
  .map(([name, text]) => `${name}=${text.replaceAll(';', '')}`)
  .filter((pair) => !pair.startsWith(`${NAME}=`));
const separator = fc.constantFrom('; ', ';', ' ;  ', ';;', ';\t');

describe('a cookie, whatever stands beside it', () => {
  it('is read as it was set', () => {
    fc.assert(
      fc.property(value, fc.array(other), fc.nat(), separator, (text, others, at, between) => {
        const [pair] = hostCookie(NAME, text).split('; ');
        const pairs = others.toSpliced(at % (others.length + 1), 0, pair!);
        expect(readCookie(pairs.join(between), NAME)).toBe(text);
      }),
    );
  });

  it('is not read when it comes twice', () => {
    fc.assert(
      fc.property(value, value, fc.array(other), separator, (one, two, others, between) => {
        const pairs = [`${NAME}=${one}`, ...others, `${NAME}=${two}`];
        expect(readCookie(pairs.join(between), NAME)).toBeUndefined();
      }),
    );
  });

  it('is never more than one value', () => {
    const header = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(NAME, '=', ';', ' ', 'a', '"', ',')).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(header, (text) => {
        const read = readCookie(text, NAME);
        if (read !== undefined) expect([read.includes(';'), text.includes(read)]).toEqual([false, true]);
      }),
    );
  });
});
