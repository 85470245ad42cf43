import { describe, expect, it } from '@jest/globals';
import { AUDIT_EVENT_NAMES, AUDIT_KINDS } from '@portcullis/oauth';
import { en } from '../messages/en.js';
import { zhCN } from '../messages/zh-cn.js';
import { sentenceKey } from './sentence-key.js';

function sentenceOf(messages: object, event: string): unknown {
  return ['audit', 'sentence', ...event.split('.')].reduce<unknown>(
    (part, name) => (part as Record<string, unknown> | undefined)?.[name],
    messages,
  );
}

describe.each([
  ['en', en],
  ['zh-CN', zhCN],
] as const)('the audit log in %s', (_, messages) => {
  it.each(AUDIT_EVENT_NAMES)('has a sentence for %s', (event) => {
    expect(sentenceOf(messages, event)).toEqual(expect.stringMatching(/\S/));
  });

  it('has a word for every kind of event, and no others', () => {
    expect(Object.keys(messages.audit.kinds).sort()).toEqual([...AUDIT_KINDS].sort());
  });
});

describe('the sentence of a refused authorization request', () => {
  const event = 'authorization_request.refused';
  const client = { clientId: 'wiki', name: 'Wiki' };

  it.each([
    [
      'names its client',
      { client, data: { kind: 'malformed' } },
      'audit.sentence.authorization_request.refused',
    ],
    [
      'quotes the id of an unknown client',
      { client: null, data: { kind: 'unknown-client', received: 'wikki' } },
      'audit.refusedRequest.unknownClient',
    ],
    [
      'says that client_id is missing',
      { client: null, data: { kind: 'unknown-client', received: null } },
      'audit.refusedRequest.noClientId',
    ],
    ['says no more', { client: null, data: { kind: 'malformed' } }, 'audit.refusedRequest.other'],
  ])('%s', (_, of, key) => {
    expect(sentenceKey({ event, ...of })).toBe(key);
  });
});
