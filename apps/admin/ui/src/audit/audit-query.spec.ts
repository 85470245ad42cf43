import { describe, expect, it } from '@jest/globals';
import { auditQueryOf, filtersOf } from './audit-query.js';

describe('the filters in the address of the audit log', () => {
  it('are what the API is asked', () => {
    const address = new URLSearchParams('search=a&kind=client&kind=user&actor=x&within=24h&cursor=c');
    expect(auditQueryOf(address)).toEqual({
      ...{ search: 'a', within: '24h', kind: ['client', 'user'], outcome: [], event: [] },
      ...{ actor: 'x', subject: undefined, clientId: undefined, source: undefined },
    });
  });

  it('go along with a link, and nothing else does', () => {
    expect(filtersOf(new URLSearchParams('cursor=c&kind=client&kind=user&sort=x'))).toBe(
      '?kind=client&kind=user',
    );
    expect(filtersOf(new URLSearchParams('cursor=c'))).toBe('');
  });
});
