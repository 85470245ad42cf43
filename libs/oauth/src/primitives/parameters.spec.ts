import { describe, expect, it } from '@jest/globals';
import { parametersOf, parseParameters } from './parameters.js';

describe('parameters from text', () => {
  it.each<[string, string, Record<string, string>]>([
    ['nothing', '', {}],
    ['plus and percent', 'scope=a+b%20c&state=%25%2B%26', { scope: 'a b c', state: '%+&' }],
    ['empty values, which count as absent', 'a=&b&c=1', { c: '1' }],
    ['unicode', 'name=%E9%97%A8', { name: '门' }],
    [
      'dots and names of Object',
      'a.b=1&constructor=2&toString=3',
      { 'a.b': '1', constructor: '2', toString: '3' },
    ],
    ['__proto__ as any other name', '__proto__=1', Object.fromEntries([['__proto__', '1']])],
  ])('reads %s', (_, text, expected) => {
    const { values, malformed } = parseParameters(text);
    expect(malformed).toEqual([]);
    expect(Object.entries(values)).toEqual(Object.entries(expected));
    expect(Object.isFrozen(values)).toBe(true);
  });

  it.each([
    ['a name twice', 'a=1&a=2', ['a']],
    ['a name twice with the same value', 'a=1&a=1', ['a']],
    ['a name twice, once empty', 'a=&a=1', ['a']],
    ['a name three times', 'a=1&a=2&a=3', ['a']],
    ['an array', 'a[]=1', ['a[]']],
    ['an object', 'a[b]=1&c[$ne]=x', ['a[b]', 'c[$ne]']],
    ['an encoded bracket', 'a%5B%5D=1', ['a[]']],
  ])('reports %s', (_, text, malformed) => {
    expect(parseParameters(text).malformed).toEqual(malformed);
  });

  it('reads 100 parameters and no more', () => {
    const text = (count: number): string => Array.from({ length: count }, (_, i) => `p${i}=1`).join('&');
    expect(parseParameters(text(100))).toMatchObject({ malformed: [], tooMany: false });
    const { values, malformed, tooMany } = parseParameters(`${text(101)}&state=late`);
    expect([Object.keys(values).length, malformed, tooMany]).toEqual([100, [], true]);
  });

  it('leave other objects as they are', () => {
    parseParameters('__proto__=x&constructor=y');
    parametersOf(JSON.parse('{"__proto__":"x","constructor":"y"}') as object);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });
});

describe('parameters of an object', () => {
  it('reads strings and drops empty ones', () => {
    expect(parametersOf({ a: '1', b: '' })).toEqual({ values: { a: '1' }, malformed: [], tooMany: false });
  });

  it.each([
    ['a number', { a: 0 }],
    ['a boolean', { a: true }],
    ['null', { a: null }],
    ['undefined', { a: undefined }],
    ['an array', { a: ['1', '2'] }],
    ['an object', { a: { b: '1' } }],
    ['a String object', { a: new String('1') }],
  ])('reports %s', (_, body) => {
    expect(parametersOf(body)).toEqual({ values: {}, malformed: ['a'], tooMany: false });
  });

  it('reports a nested name', () => {
    expect(parametersOf({ 'a[b]': '1' })).toEqual({ values: {}, malformed: ['a[b]'], tooMany: false });
  });

  it('reads 100 parameters and no more', () => {
    const body = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, '1']));
    expect(parametersOf(body(100))).toMatchObject({ malformed: [], tooMany: false });
    expect(parametersOf(body(101))).toEqual({ values: {}, malformed: [], tooMany: true });
  });
});

describe('the parameters that may come several times', () => {
  it.each([
    [
      'resource=https%3A%2F%2Fa.example&resource=https%3A%2F%2Fb.example',
      'https://a.example https://b.example',
    ],
    ['resource=&resource=https%3A%2F%2Fb.example', 'https://b.example'],
    ['resource=https%3A%2F%2Fa.example&resource=', 'https://a.example'],
  ])('are one list: %s', (text, expected) => {
    expect(parseParameters(text)).toEqual({ values: { resource: expected }, malformed: [], tooMany: false });
  });

  it('are the same list when a parser has made an array of them', () => {
    const body = {
      resource: ['https://a.example', '', 'https://b.example'],
      scope: ['a', 'b'],
      audience: [1],
    };
    expect(parametersOf(body)).toMatchObject({
      values: { resource: 'https://a.example https://b.example' },
      malformed: ['scope', 'audience'],
    });
  });
});
