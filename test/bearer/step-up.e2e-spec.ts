import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { AccessToken, Bearer, Token } from '@portcullis/bearer';
import { type Api, challenged, get, ordersApi, raw, withApi } from './orders-api.js';
import { API_CLIENT, AUDIENCE, StandInAuthority } from './stand-in-authority.js';

const AGAIN = 'The user must sign in again.';
const OTHERWISE = 'The user must sign in in another way.';

@Controller('payments')
@Bearer({ scopes: ['pay'], acr: ['mfa', 'hardware'], maxAge: 300 })
class PaymentsController {
  @Get()
  list(@Token() token: AccessToken) {
    return { acr: token.acr, authTime: token.authTime, act: token.act };
  }

  /** Stricter in every way. */
  @Get('large')
  @Bearer({ scopes: ['pay:large'], acr: ['hardware', 'biometric'], maxAge: 60 })
  large() {
    return {};
  }

  /** Asks for less, which takes nothing back. */
  @Get('small')
  @Bearer({ maxAge: 3600 })
  small() {
    return {};
  }
}

@Controller('now')
class NowController {
  @Get()
  @Bearer({ maxAge: 0 })
  read() {
    return {};
  }

  @Get('any')
  @Bearer({})
  any() {
    return {};
  }
}

const now = (): number => Math.floor(Date.now() / 1000);

let authority: StandInAuthority;
let api: Api;

beforeAll(async () => {
  authority = await StandInAuthority.start();
  const options = { issuer: authority.issuer, audience: AUDIENCE };
  api = await ordersApi(options, [PaymentsController, NowController]);
});

afterAll(async () => {
  await api.app.close();
  await authority.stop();
});

const GOOD = { scope: 'pay pay:large', acr: 'hardware' };

describe('@Bearer({ acr, maxAge })', () => {
  it('lets a recent and strong sign-in pass, and hands on what the token says', async () => {
    const auth_time = now();
    const act = { sub: 'assistant', act: { sub: 'gateway' } };
    const response = await get(api, '/payments', await authority.issue({ ...GOOD, auth_time, act }));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ acr: 'hardware', authTime: auth_time, act });
  });

  it.each<[string, string, () => Record<string, unknown>, string]>([
    ['no acr', '/payments', () => ({ acr: undefined }), OTHERWISE],
    ['another acr', '/payments', () => ({ acr: 'pwd' }), OTHERWISE],
    ['an acr in another case', '/payments', () => ({ acr: 'MFA' }), OTHERWISE],
    ['an old sign-in', '/payments', () => ({ auth_time: now() - 400 }), AGAIN],
    ['no time of sign-in', '/payments', () => ({ auth_time: undefined }), AGAIN],
    ['what suffices for the controller only', '/payments/large', () => ({ acr: 'mfa' }), OTHERWISE],
    ['what suffices for the route only', '/payments/large', () => ({ acr: 'biometric' }), OTHERWISE],
    ['too old a sign-in for the route', '/payments/large', () => ({ auth_time: now() - 100 }), AGAIN],
    ['too old a sign-in for the controller', '/payments/small', () => ({ auth_time: now() - 400 }), AGAIN],
    ['a sign-in before this moment', '/now', () => ({ auth_time: now() - 20 }), AGAIN],
  ])('%s on %s is 401 insufficient_user_authentication', async (_, path, changes, description) => {
    const token = await authority.issue({ ...GOOD, auth_time: now(), ...changes() });
    const response = await get(api, path, token);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      error: 'insufficient_user_authentication',
      error_description: description,
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    ['/payments', 'pay', ', acr_values="mfa hardware", max_age="300"'],
    ['/payments/large', 'pay pay:large', ', acr_values="hardware", max_age="60"'],
    ['/payments/small', 'pay', ', acr_values="mfa hardware", max_age="300"'],
  ])('the challenge of %s names what to ask for, all at once', async (path, scope, demands) => {
    // The scope is missing too: the client learns of both.
    const response = await get(api, path, await authority.issue({ scope: 'profile' }));
    const failure = `error="insufficient_user_authentication", error_description="${OTHERWISE}"`;
    expect(response.headers.get('www-authenticate')).toBe(challenged('Bearer', { failure, scope }) + demands);
  });

  it('max_age=0 is told as such, and no demand as none', async () => {
    const response = await get(api, '/now', await authority.issue());
    expect(response.headers.get('www-authenticate')).toMatch(/, max_age="0"$/);
    expect((await get(api, '/now/any', await authority.issue())).status).toBe(200);
  });

  it('the clocks may differ, by the tolerance', async () => {
    const token = await authority.issue({ ...GOOD, auth_time: now() - 305 });
    expect((await get(api, '/payments', token)).status).toBe(200);
  });

  it('a good sign-in without the scope is 403', async () => {
    const token = await authority.issue({ ...GOOD, scope: 'pay', auth_time: now() });
    expect((await get(api, '/payments/large', token)).status).toBe(403);
  });

  it("a client's own token has no user who could sign in", async () => {
    const token = await authority.issue({ sub: 'robot', client_id: 'robot', scope: 'pay' });
    for (const path of ['/payments', '/now']) {
      const response = await get(api, path, token);
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({
        error: 'insufficient_user_authentication',
        error_description: 'A user must sign in: this access token is for no user.',
      });
    }
    expect((await get(api, '/now/any', token)).status).toBe(200);
  });

  it.each([
    ['acr', { acr: 7 }],
    ['auth_time', { auth_time: 'today' }],
    ['act', { act: 'assistant' }],
  ])('%s that is malformed makes the token invalid', async (_, claims) => {
    const response = await get(api, '/payments', await authority.issue({ ...GOOD, ...claims }));
    expect(await response.json()).toMatchObject({ error: 'invalid_token' });
  });

  it('without a token the challenge is the plain one', async () => {
    const { headers } = await raw(api, '/payments');
    expect(headers['www-authenticate']).not.toMatch(/acr_values|max_age|error/);
  });

  it('introspection tells acr and auth_time as well', async () => {
    const options = { issuer: authority.issuer, audience: AUDIENCE };
    const introspecting = { ...options, mode: 'introspect', introspect: API_CLIENT } as const;
    await withApi(ordersApi(introspecting, [PaymentsController]), async (own) => {
      authority.active.set('fresh', authority.claims({ ...GOOD, auth_time: now() }));
      authority.active.set('stale', authority.claims({ ...GOOD, auth_time: now() - 400 }));
      expect((await get(own, '/payments', 'fresh')).status).toBe(200);
      expect((await get(own, '/payments', 'stale')).status).toBe(401);
    });
  });
});

describe('wrong demands stop the start', () => {
  it.each<[object, RegExp]>([
    [{ scope: ['a'] }, /@Bearer\(\{ scope \}\): write scopes, acr and maxAge/],
    [{ scopes: ['a b'] }, /not one scope/],
    [{ scopes: ['offline_access'] }, /no scope of a resource/],
    [{ acr: [] }, /such as acr: \['urn:example:mfa'\]/],
    [{ acr: ['a b'] }, /without spaces/],
    [{ maxAge: -1 }, /write whole seconds/],
    [{ maxAge: 1.5 }, /write whole seconds/],
    [{ maxAge: '300' }, /write whole seconds/],
  ])('%j', (requirements, message) => {
    expect(() => Bearer(requirements)).toThrow(message);
  });

  it('an acr on the route that the controller does not know', async () => {
    @Controller('impossible')
    @Bearer({ acr: ['mfa'] })
    class ImpossibleController {
      @Get()
      @Bearer({ acr: ['hardware'] })
      read() {
        return {};
      }
    }
    const options = { issuer: authority.issuer, audience: AUDIENCE };
    await expect(ordersApi(options, [ImpossibleController])).rejects.toThrow(
      /ImpossibleController\.read: No token can have an acr among "mfa" and among "hardware"/,
    );
  });
});
