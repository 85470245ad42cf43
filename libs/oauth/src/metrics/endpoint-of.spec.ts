import { describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { endpointsOf } from './endpoint-of.js';

@Controller({ path: ['introspect', 'check_access'] })
class Introspection {
  @Get()
  ask(): void {}
}

@Controller({ path: 'sign_in/second_factor' })
class SecondFactor {
  @Get(':name')
  show(): void {}
}

@Controller()
class Keys {
  @Get('jwks')
  jwks(): void {}
}

const CONTROLLERS = [Introspection, SecondFactor, Keys];

describe('the endpoint of a request target', () => {
  it.each([
    ['/oauth/introspect', 'introspect'],
    ['/oauth/check_access?token=x', 'check_access'],
    ['/oauth/sign_in/second_factor/app', 'sign_in'],
    ['/oauth/jwks/', 'jwks'],
    ['/OAuth/JWKS', 'jwks'],
    ['https://sso.example.com/oauth/jwks', 'jwks'],
    ['/.well-known/openid-configuration', 'metadata'],
    ['/.well-known/oauth-authorization-server/t1', 'metadata'],
    ['/t1/.well-known/openid-configuration?x', 'metadata'],
    ['/oauth', undefined],
    ['/oauth/', undefined],
    ['/oauth/token', undefined],
    ['/oauth/jwksx', undefined],
    ['/oauthXjwks', undefined],
    ['/api/oauth/jwks', undefined],
    ['/jwks', undefined],
    ['/?/oauth/jwks', undefined],
    ['/?/.well-known/openid-configuration', undefined],
    ['/.well-known/openid-configurationx', undefined],
    ['/oauth/constructor', undefined],
    ['*', undefined],
    ['', undefined],
  ])('%s is %s', (target, endpoint) => {
    expect(endpointsOf(CONTROLLERS, 'oauth', '')(target)).toBe(endpoint);
  });

  it('is found with and without the global prefix of the host, and with any prefix of our own', () => {
    const prefixed = endpointsOf(CONTROLLERS, '/sso/v1.0/', '/api');
    for (const path of ['/api/sso/v1.0/jwks', '/sso/v1.0/jwks']) expect(prefixed(path)).toBe('jwks');
    for (const path of ['/api/jwks', '/sso/v1x0/jwks', '/oauth/jwks']) expect(prefixed(path)).toBeUndefined();
    const bare = endpointsOf(CONTROLLERS, '', '');
    expect(bare('/jwks')).toBe('jwks');
    expect(bare('/oauth/jwks')).toBeUndefined();
  });
});
