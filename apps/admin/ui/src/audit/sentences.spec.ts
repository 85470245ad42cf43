import { describe, expect, it } from '@jest/globals';
import { AUDIT_EVENT_NAMES, AUDIT_KINDS } from '@portcullis/oauth';
import { en } from '../messages/en.js';
import { zhCN } from '../messages/zh-cn.js';

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
