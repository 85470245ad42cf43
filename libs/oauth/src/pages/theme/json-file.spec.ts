import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JsonSyntaxError, readJson, type JsonNode } from './json-file.js';

describe('readJson', () => {
  it('keeps the line of every name', () => {
    const node = readJson('{\n  "a": {\n\n    "b": "x" },\n  "c": [1, {"d": 2}]\n}\n');
    expect(node).toEqual({
      kind: 'object',
      members: [
        {
          name: 'a',
          line: 2,
          node: { kind: 'object', members: [{ name: 'b', line: 4, node: { kind: 'value', value: 'x' } }] },
        },
        { name: 'c', line: 5, node: { kind: 'array' } },
      ],
    });
  });

  it.each([
    ['', 1, 'a value is expected here, not the end'],
    ['{\n"a": 1\n"b": 2}', 3, 'a comma or "}" is expected here, not """'],
    ['{\n"a": 1,\n}', 3, 'a name in double quotes is expected here, not "}"'],
    ["{\n'a': 1}", 2, 'a name in double quotes is expected here, not "\'"'],
    ['{"a"\n1}', 2, 'a colon is expected here, not "1"'],
    ['{"a":\n\nred}', 3, 'a value is expected here, not "r"'],
    ['{"a": 01}', 1, 'a value is expected here, not "0"'],
    ['{"a": "x\ny"}', 1, 'a value is expected here'],
    ['{"a": [1\n', 2, 'a comma or "]" is expected here, not the end'],
    ['{}\n{}', 2, 'nothing more is expected here, not "{"'],
    ['// a comment\n{}', 1, 'a value is expected here, not "/"'],
  ])('says where %p is wrong', (text, line, what) => {
    expect(() => readJson(text)).toThrow(what);
    expect(() => readJson(text)).toThrow(expect.objectContaining({ line }) as unknown as Error);
  });

  it('takes and refuses what JSON.parse does', () => {
    const text = fc.oneof(
      fc.json(),
      fc.json().chain((json) => fc.nat(json.length).map((at) => json.slice(0, at))),
      fc
        .array(fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '1', '-', '.', 'e', 'true', ' ', '\n'))
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (json) => {
        expect(outcome(() => readJson(json) as unknown)).toBe(outcome(() => JSON.parse(json) as unknown));
      }),
      { numRuns: 2000 },
    );
  });

  it('reads members as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.double(), fc.boolean())), (members) => {
        const text = JSON.stringify(members, null, 2);
        expect(JSON.stringify(valueOf(readJson(text)))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });
});

function outcome(read: () => unknown): string {
  try {
    read();
    return 'taken';
  } catch (error) {
    return error instanceof JsonSyntaxError || error instanceof SyntaxError ? 'refused' : String(error);
  }
}

function valueOf(node: JsonNode): unknown {
  if (node.kind === 'value') return node.value;
  if (node.kind === 'array') return [];
  return Object.fromEntries(node.members.map(({ name, node: inner }) => [name, valueOf(inner)]));
}
