import { describe, expect, it } from '@jest/globals';
import { pickLanguage } from './pick-language.js';

type Wishes = Parameters<typeof pickLanguage>;

describe('pickLanguage', () => {
  it.each<[string, Wishes, string]>([
    ['English when nobody wishes', [[]], 'en'],
    ['the first wish above all', [['zh-CN', 'en'], 'en'], 'zh-CN'],
    ['a wish above the browser', [[undefined, 'zh-CN'], 'en'], 'zh-CN'],
    ['the second wish when the first is none', [[null, undefined, '', 'zh'], 'en'], 'zh-CN'],
    ['the second wish when the first names no language that ships', [['tlh', 'zh'], 'en'], 'zh-CN'],
    ['the first of a list that ships', [['fr-CA de zh', 'en']], 'zh-CN'],
    ['the browser when no wish names one that ships', [['fr de'], 'zh'], 'zh-CN'],
    ['the browser language of highest weight', [[], 'en;q=0.5, zh-CN;q=0.9'], 'zh-CN'],
    ['the earlier of two equal weights', [[], 'en-GB, zh-CN'], 'en'],
    ['a missing weight as 1', [[], 'en;q=0.9,zh'], 'zh-CN'],
    ['a weight of 0 as a refusal', [[], 'zh;q=0, fr'], 'en'],
    ['a weight that is none as a refusal', [[], 'zh;q=high'], 'en'],
    ['Simplified Chinese for any Chinese', [[], 'zh-Hant-TW'], 'zh-CN'],
    ['tags in any case', [['ZH-hans']], 'zh-CN'],
    ['spaces around a wish', [[' zh-CN ']], 'zh-CN'],
    ['English for a wildcard', [[], '*'], 'en'],
    ['English for nonsense', [['', '  '], ',;q=,;;'], 'en'],
    ['a prefix as no match', [[], 'zhx, enx'], 'en'],
    ['nothing beyond a sane length', [[], `${'x,'.repeat(600)}zh`], 'en'],
  ])('takes %s', (_, wishes, expected) => {
    expect(pickLanguage(...wishes)).toBe(expected);
  });
});
