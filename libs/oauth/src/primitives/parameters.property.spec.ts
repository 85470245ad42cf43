import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parametersOf, parseParameters } from './parameters.js';

const name = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'client_id', 'a'),
);
const flatName = name.filter((text) => !text.includes('['));
const value = fc.string({ unit: 'grapheme', minLength: 1 });

const form = (pairs: readonly (readonly [string, string])[]): string =>
  new URLSearchParams(pairs.map(([key, text]) => [key, text])).toString();

/** What must hold for whatever was read. */
function expectFlat({ values }: ReturnType<typeof parseParameters>): void {
  const entries = Object.entries(values);
  expect(entries.length).toBeLessThanOrEqual(100);
  expect(Object.isFrozen(values)).toBe(true);
  expect(Object.getPrototypeOf(values)).toBeNull();
  for (const [key, text] of entries) {
    expect(typeof text).toBe('string');
    expect(text).not.toBe('');
    expect(key).not.toContain('[');
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
}

describe('parameters, whatever was sent', () => {
  it('are single strings', () => {
    const pieces = fc.array(
      fc.constantFrom('a', '=', '&', '%', '%5B', '[', ']', '+', ';', '%00', '__proto__'),
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      pieces.map((parts) => parts.join('')),
    );
    fc.assert(fc.property(text, (sent) => expectFlat(parseParameters(sent))));
  });

  it('are what a URL of the platform has, well encoded or not', () => {
    const pieces = fc.array(
      fc.constantFrom('a', 'b=', '=', '&', '%', '%41', '%zz', '%C3%A9', '%C3', '+', 'é'),
    );
    fc.assert(
      fc.property(
        pieces.map((parts) => parts.join('')),
        (sent) => expect(parseParameters(sent)).toEqual(parseParameters(`${new URLSearchParams(sent)}`)),
      ),
    );
  });

  it('are single strings, whatever a parser of the host made of them', () => {
    fc.assert(
      fc.property(fc.object({ key: name, withNullPrototype: true }), (body) =>
        expectFlat(parametersOf(body)),
      ),
    );
  });

  it('come back as they were written, each once', () => {
    const dictionary = fc.uniqueArray(fc.tuple(flatName, value), {
      selector: ([key]) => key,
      maxLength: 100,
    });
    fc.assert(
      fc.property(dictionary, (pairs) => {
        const { values, malformed, tooMany } = parseParameters(form(pairs));
        expect(Object.entries(values).sort()).toEqual([...pairs].sort());
        expect([malformed, tooMany]).toEqual([[], false]);
      }),
    );
  });

  it('are reported when a name comes again, wherever and with whatever value', () => {
    const pairs = fc.array(fc.tuple(flatName, fc.string({ unit: 'grapheme' })), {
      minLength: 1,
      maxLength: 50,
    });
    fc.assert(
      fc.property(pairs, fc.nat(), fc.nat(), value, (sent, which, where, again) => {
        const [repeated] = sent[which % sent.length]!;
        const more = [...sent];
        more.splice(where % (sent.length + 1), 0, [repeated, again]);
        expect(parseParameters(form(more)).malformed).toContain(repeated);
      }),
    );
  });

  it('are never taken out of brackets', () => {
    fc.assert(
      fc.property(flatName, fc.string({ unit: 'grapheme' }), value, (outer, inner, text) => {
        const { values, malformed } = parseParameters(form([[`${outer}[${inner}]`, text]]));
        expect([Object.keys(values), malformed.length]).toEqual([[], 1]);
      }),
    );
  });
});
