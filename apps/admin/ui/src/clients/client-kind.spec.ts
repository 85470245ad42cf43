import { describe, expect, it } from '@jest/globals';
import { CLIENT_KINDS, KIND_SETTINGS, kindOf, signsUsersIn } from './client-kind.js';

describe('the settings of a kind of application', () => {
  it.each(CLIENT_KINDS)('for %s are recognised again', (kind) => {
    const { tokenEndpointAuthMethod, grantTypes, mayIntrospect } = KIND_SETTINGS[kind];
    const stored = {
      tokenEndpointAuthMethod: tokenEndpointAuthMethod!,
      grantTypes: grantTypes!,
      mayIntrospect: mayIntrospect!,
    };
    expect(kindOf(stored)).toBe(kind === 'spa' || kind === 'native' ? 'public' : kind);
  });

  it.each(CLIENT_KINDS)('for %s always require PKCE', (kind) =>
    expect(KIND_SETTINGS[kind].requirePkce).toBe(true),
  );

  it.each(CLIENT_KINDS.filter((kind) => !signsUsersIn(kind)))('for %s have no code grant', (kind) =>
    expect(KIND_SETTINGS[kind].grantTypes).not.toContain('authorization_code'),
  );
});
