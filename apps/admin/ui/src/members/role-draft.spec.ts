import { describe, expect, it } from '@jest/globals';
import { differs, requestOf } from './role-draft.js';

describe('what is about to be decided about a member', () => {
  it('limits a client manager alone', () => {
    expect(requestOf({ role: 'client_manager', clients: ['a'] })).toEqual({
      role: 'client_manager',
      clients: ['a'],
    });
    expect(requestOf({ role: 'viewer', clients: ['a'] })).toEqual({ role: 'viewer', clients: null });
  });

  it.each([
    [{ role: 'viewer', clients: null }, { role: 'viewer', clients: null }, false],
    [{ role: 'viewer', clients: ['a'] }, { role: 'viewer', clients: null }, false],
    [{ role: 'owner', clients: null }, { role: 'viewer', clients: null }, true],
    [{ role: 'client_manager', clients: ['b', 'a'] }, { role: 'client_manager', clients: ['a', 'b'] }, false],
    [{ role: 'client_manager', clients: [] }, { role: 'client_manager', clients: null }, true],
  ] as const)('%j against %j', (draft, member, expected) => {
    const clients = member.clients && [...member.clients];
    expect(differs(draft, { role: member.role, clients })).toBe(expected);
  });
});
