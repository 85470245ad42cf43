import { describe, expect, it } from '@jest/globals';
import { CLIENT_KINDS, hasRedirects, KIND_SETTINGS, signsUsersIn } from './client-kind.js';

describe('the settings of a kind of application', () => {
  it.each(CLIENT_KINDS)('for %s say what it is', (kind) =>
    expect(KIND_SETTINGS[kind].applicationType).toBe(kind),
  );

  it.each(CLIENT_KINDS)('for %s always require PKCE', (kind) =>
    expect(KIND_SETTINGS[kind].requirePkce).toBe(true),
  );

  it('have users come back where there is a page to come back to', () =>
    expect(CLIENT_KINDS.filter(hasRedirects)).toEqual(['web', 'spa', 'native']));

  it('have no users in programs and APIs', () =>
    expect(CLIENT_KINDS.filter((kind) => !signsUsersIn(kind))).toEqual(['machine', 'api']));
});
