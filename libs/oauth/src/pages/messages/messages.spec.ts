import { describe, expect, it } from '@jest/globals';
import { spaced } from '../../primitives/spaced.js';
import { en, type MessageKey } from './en.js';
import { formatMessage, languages, messageOf, placeholdersOf } from './messages.js';
import { standardScopes, standardScopeText } from './standard-scopes.js';
import { zhCN } from './zh-CN.js';

describe('messages', () => {
  it.each(Object.keys(en) as MessageKey[])(
    '%s says something, with the same values, in every language',
    (key) => {
      expect(en[key].trim()).not.toBe('');
      expect(zhCN[key].trim()).not.toBe('');
      expect([...placeholdersOf(zhCN[key])].sort()).toEqual([...placeholdersOf(en[key])].sort());
    },
  );

  it('write Chinese with space around numbers', () => {
    const tight = Object.values<string>(zhCN).filter((text) => spaced(text) !== text);
    expect(tight).toEqual([]);
  });

  it('offers each language under its own name, the default first', () => {
    expect(languages).toEqual([
      { code: 'en', label: 'English' },
      { code: 'zh-CN', label: '简体中文' },
    ]);
    expect(messageOf('zh-CN', 'signIn.submit')).toBe('登录');
  });
});

describe('formatMessage', () => {
  it('passes literal text and values through different functions', () => {
    const message = formatMessage(
      'a {x} b',
      { x: 'X' },
      (text) => `[${text}]`,
      (value) => `<${value}>`,
    );
    expect(message).toBe('[a ]<X>[ b]');
  });

  it('takes a value for what it is, even if it looks like a placeholder', () => {
    expect(formatMessage('{x} and {y}', { x: '{y}', y: '$&' })).toBe('{y} and $&');
  });

  it.each([
    ['missing', {}],
    ['undefined', { name: undefined }],
    ['null', { name: null }],
    ['empty', { name: '' }],
    ['inherited', Object.create({ name: 'Ada' }) as Record<string, unknown>],
  ])('refuses half a sentence when the value is %s', (_, values) => {
    expect(() => formatMessage('Hello {name}', values)).toThrow('the message needs a value for "name"');
  });

  it('counts', () => {
    expect(formatMessage('({count})', { count: 0 })).toBe('(0)');
  });
});

describe('standardScopeText', () => {
  it.each(standardScopes)('%s has a title and a sentence in every language', (scope) => {
    for (const { code } of languages) {
      const text = standardScopeText(scope, code)!;
      expect(text.title).not.toBe('');
      expect(text.description).not.toBe('');
    }
  });

  it('says in words what offline_access means', () => {
    expect(standardScopeText('offline_access', 'en')).toMatchObject({
      title: 'Keep access when you are not using it, until you remove it',
      kind: 'access',
    });
  });

  it.each(['orders:read', 'constructor', ''])('knows nothing about %p', (scope) => {
    expect(standardScopeText(scope, 'en')).toBeNull();
  });
});
