import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pickLanguage } from './pick-language.js';

const piece = fc.constantFrom(
  'zh',
  'en',
  'fr',
  '-CN',
  ',',
  ';',
  'q=',
  '0.5',
  '1e9',
  'NaN',
  '-',
  '*',
  ' ',
  '\t',
  '=',
);
const wish = fc.option(
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece, { maxLength: 200 }).map((parts) => parts.join('')),
  ),
  { nil: undefined },
);

describe('the language of a page, whatever a browser wishes', () => {
  it('is one that we have', () => {
    fc.assert(
      fc.property(wish, wish, wish, (chosen, uiLocales, acceptLanguage) => {
        expect(['en', 'zh-CN']).toContain(pickLanguage([chosen, uiLocales], acceptLanguage));
      }),
    );
  });

  it('is the one with the highest quality', () => {
    const quality = fc.integer({ min: 1, max: 1000 }).map((thousandths) => thousandths / 1000);
    fc.assert(
      fc.property(quality, quality, fc.boolean(), (zh, en, swapped) => {
        fc.pre(zh !== en);
        const ranges = [`zh-TW;q=${zh}`, `en-GB ; q=${en}`];
        const acceptLanguage = (swapped ? ranges.toReversed() : ranges).join(', ');
        expect(pickLanguage([], acceptLanguage)).toBe(zh > en ? 'zh-CN' : 'en');
      }),
    );
  });

  it('is found in a small part of a long wish', () => {
    const long = '-,;q= '.repeat(200_000);
    expect(pickLanguage([long, long], long)).toBe('en');
  });
});
