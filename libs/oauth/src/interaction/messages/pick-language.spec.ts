import { describe, expect, it } from '@jest/globals';
import { pickLanguage, type LanguageWishes } from './pick-language.js';

describe('pickLanguage', () => {
  it.each<[string, LanguageWishes, string]>([
    ['English when nobody wishes', {}, 'en'],
    ['the cookie above all', { cookie: 'zh-CN', uiLocales: 'en', acceptLanguage: 'en' }, 'zh-CN'],
    ['ui_locales above the browser', { uiLocales: 'zh-CN', acceptLanguage: 'en' }, 'zh-CN'],
    ['the first of ui_locales that ships', { uiLocales: 'fr-CA de zh' }, 'zh-CN'],
    [
      'the browser when ui_locales names none that ships',
      { uiLocales: 'fr de', acceptLanguage: 'zh' },
      'zh-CN',
    ],
    ['the cookie of no language as no wish', { cookie: 'tlh', acceptLanguage: 'zh-CN' }, 'zh-CN'],
    ['the browser language of highest weight', { acceptLanguage: 'en;q=0.5, zh-CN;q=0.9' }, 'zh-CN'],
    ['the earlier of two equal weights', { acceptLanguage: 'en-GB, zh-CN' }, 'en'],
    ['a missing weight as 1', { acceptLanguage: 'en;q=0.9,zh' }, 'zh-CN'],
    ['a weight of 0 as a refusal', { acceptLanguage: 'zh;q=0, fr' }, 'en'],
    ['a weight that is none as a refusal', { acceptLanguage: 'zh;q=high' }, 'en'],
    ['Simplified Chinese for any Chinese', { acceptLanguage: 'zh-Hant-TW' }, 'zh-CN'],
    ['tags in any case', { uiLocales: 'ZH-hans' }, 'zh-CN'],
    ['spaces around the cookie', { cookie: ' zh-CN ' }, 'zh-CN'],
    ['English for a wildcard', { acceptLanguage: '*' }, 'en'],
    ['English for nonsense', { cookie: '', uiLocales: '  ', acceptLanguage: ',;q=,;;' }, 'en'],
    ['a prefix as no match', { acceptLanguage: 'zhx, enx' }, 'en'],
    ['nothing beyond a sane length', { acceptLanguage: `${'x,'.repeat(600)}zh` }, 'en'],
  ])('takes %s', (_, wishes, expected) => {
    expect(pickLanguage(wishes)).toBe(expected);
  });
});
