import { describe, expect, it } from '@jest/globals';
import { DemoClientOptions, type DemoClientValues } from './demo-client.options.js';

const values: DemoClientValues = { issuer: 'http://localhost:3000', clientId: 'web', clientSecret: 'secret' };

describe('DemoClientOptions', () => {
  it('has defaults for the story', () => {
    const options = DemoClientOptions.resolve(values);
    expect(options.redirectUri).toBe('http://127.0.0.1:3003/callback');
    expect(options.resource).toBe('http://127.0.0.1:3002');
    expect(options.apiUrl('/moments').href).toBe('http://127.0.0.1:3002/moments');
    expect(options.web.scope).toBe('openid profile offline_access moments:read');
    expect(options.machine).toBeNull();
  });

  it.each<[string, Partial<DemoClientValues>, RegExp]>([
    ['an issuer that is no URL', { issuer: 'sso' }, /^ISSUER is not a URL/],
    ['plain http elsewhere', { issuer: 'http://sso.example.com' }, /^ISSUER must start with https/],
    ['a host that only looks local', { apiUrl: 'http://127.0.0.1.example.com' }, /^API_URL must start/],
    ['another scheme', { clientUrl: 'ftp://localhost' }, /^CLIENT_URL must start/],
    ['half a machine client', { machineClientId: 'm' }, /^Set both MACHINE_CLIENT_ID and/],
  ])('refuses %s', (_, wrong, message) => {
    expect(() => DemoClientOptions.resolve({ ...values, ...wrong })).toThrow(message);
  });
});
