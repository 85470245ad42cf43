import { describe, expect, it } from '@jest/globals';
import { changesIn } from './changes.js';

describe('the changes of an event', () => {
  it('are told property by property, as text', () => {
    const before = { name: 'Wiki', scopes: [], uri: null };
    const after = { name: 'Shop', scopes: ['openid', 'email'], uri: 'https://a.example', firstParty: false };
    expect(changesIn({ before, after })).toEqual([
      { property: 'name', before: 'Wiki', after: 'Shop' },
      { property: 'scopes', before: undefined, after: 'openid\nemail' },
      { property: 'uri', before: undefined, after: 'https://a.example' },
      { property: 'firstParty', before: undefined, after: 'false' },
    ]);
  });

  it.each([{}, { before: 'x' }, { after: ['x'] }, { id: 'x' }])('are none in %j', (data) => {
    expect(changesIn(data)).toEqual([]);
  });
});
