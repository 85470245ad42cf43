import { describe, expect, it } from '@jest/globals';
import { AUDIT_EVENT_NAMES, AUDIT_EVENTS, AUDIT_KINDS, AUDIT_OUTCOMES, auditEventOf } from './events.js';
import { pruneRules } from '../oauth.pruning.js';
import { AuditEvent } from './audit-event.entity.js';

describe('the catalogue of events', () => {
  it.each(AUDIT_EVENT_NAMES)('knows everything about %s', (name) => {
    const { kind, outcome, keptDays } = AUDIT_EVENTS[name];
    expect(AUDIT_KINDS).toContain(kind);
    expect(AUDIT_OUTCOMES).toContain(outcome);
    expect([1, 30, 400]).toContain(keptDays);
    // The column takes 64 characters.
    expect(name).toMatch(/^[a-z_]+\.[a-z_]+$/);
    expect(name.length).toBeLessThanOrEqual(64);
  });

  it('takes an event of a host for one that is kept', () => {
    expect(auditEventOf('x.anything')).toMatchObject({ outcome: 'success', keptDays: 400 });
    expect(auditEventOf('constructor')).toEqual(auditEventOf('x.anything'));
  });

  it('is what rows are deleted by', () => {
    const lifetimes = { session: 1, keptSession: 1 } as Parameters<typeof pruneRules>[0];
    const rules = pruneRules(lifetimes).filter(({ entity }) => (entity as unknown) === AuditEvent);
    const days = new Map(
      rules.map(({ where, keep }) => [
        (where as unknown as { event?: string }).event ?? '',
        keep / 86_400_000,
      ]),
    );
    expect(days.get('')).toBe(400);
    for (const name of AUDIT_EVENT_NAMES) expect(days.get(name) ?? 400).toBe(AUDIT_EVENTS[name].keptDays);
  });
});
