import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { All, Controller, Get, Post } from '@nestjs/common';
import { ownPaths, patternOf } from './own-paths.js';

@Controller({ path: ['introspect', 'check_access'] })
class TwoNames {
  @Post() post(): void {}
  @All() other(): void {}
}

@Controller()
class Nameless {
  @Get('jwks') jwks(): void {}
  @Get(['assets/:name', '/files/:id/raw/']) file(): void {}
  notARoute(): void {}
}

describe('the paths of controllers', () => {
  it('are those under which Nest serves them', () => {
    expect(ownPaths([TwoNames, Nameless], '/api/', 'oauth')).toEqual([
      '/api/oauth/introspect',
      '/api/oauth/check_access',
      '/api/oauth/jwks',
      '/api/oauth/assets/:name',
      '/api/oauth/files/:id/raw',
    ]);
    expect(ownPaths([TwoNames], '', '')).toEqual(['/introspect', '/check_access']);
  });

  const pattern = patternOf(ownPaths([TwoNames, Nameless], '', 'o.auth'));

  it.each([
    '/o.auth/jwks',
    '/o.auth/jwks?a=/x',
    '/o.auth/jwks/',
    '/o.auth/jwks/?a=b',
    '/O.AUTH/Jwks',
    '/o.auth/assets/a.css',
    '/o.auth/files/1/raw',
    'http://localhost:3000/o.auth/jwks',
    'HTTPS://x/o.auth/jwks?a',
  ])('match %s', (url) => {
    expect(pattern.test(url)).toBe(true);
  });

  it.each([
    '',
    '/',
    '/jwks',
    '/oXauth/jwks',
    '/o.auth',
    '/o.auth/jwks2',
    '/o.auth/jwks/2',
    '/o.auth/assets/',
    '/o.auth/assets/a/b',
    '/api/o.auth/jwks',
    '/x?/o.auth/jwks',
    'http://localhost?/o.auth/jwks',
    'http://localhost/x/o.auth/jwks',
  ])('do not match %j', (url) => {
    expect(pattern.test(url)).toBe(false);
  });
});
