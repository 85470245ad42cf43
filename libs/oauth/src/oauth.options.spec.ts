import { describe, expect, it } from '@jest/globals';
import { InvalidOptions } from './oauth.option-checks.js';
import { resolveOptions, type OAuthOptions } from './oauth.options.js';

const ISSUER = 'https://sso.example.com';
const MASTER_KEY = 'VnQ0m0oW7d1yJk3cXbR9sT5uLpZeAhGfQwMi2N8xK4E';
const HTTPS = 'but codes and tokens travel there: write an https URL (http only for localhost).';
const KEY_ADVICE =
  'Write 32 random bytes, kept out of the code: node -p "crypto.randomBytes(32).toString(\'base64url\')"';
const canonical = (wrong: string, right = ISSUER): string =>
  `"issuer" is "${wrong}", but clients compare it byte for byte: write "${right}", ` +
  'without user, default port, query, fragment and trailing slash.';
const wholeNumber = (name: string, value: unknown, least: number, most: number): string =>
  `"${name}" is ${String(value)}. Write a whole number from ${least} to ${most}.`;

const resolve = (more: object = {}) =>
  resolveOptions({ issuer: ISSUER, masterKey: MASTER_KEY, ...more } as OAuthOptions);

/** The whole message: what is wrong, why, and what to write instead. */
const refusal = (more: object): string => {
  try {
    resolve(more);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidOptions);
    return (error as Error).message.replace('OAuthModule cannot start: ', '');
  }
  return 'was accepted';
};

describe('resolveOptions', () => {
  it('completes what is missing and freezes it', () => {
    const resolved = resolve();
    expect(resolved).toEqual({
      issuer: ISSUER,
      masterKey: MASTER_KEY,
      baseUrl: undefined,
      brand: { name: 'sso.example.com', supportUrl: null, termsUrl: null, privacyUrl: null },
      scopes: {},
      lifetimes: {
        code: 60,
        accessToken: 600,
        idToken: 600,
        refreshIdle: 14 * 86400,
        refreshAbsolute: 90 * 86400,
        interaction: 900,
        session: 8 * 3600,
        keptSession: 0,
        consent: 365 * 86400,
        pushedRequest: 300,
        deviceCode: 600,
        passwordReset: 1800,
      },
      acrValues: ['urn:portcullis:acr:password', 'urn:portcullis:acr:mfa'],
      secondFactor: { policy: 'optional' },
      refresh: { graceSeconds: 30, graceRepeats: 32 },
      dpop: { nonce: 'never', proofSeconds: 60, nonceSeconds: 120 },
      exchange: { rules: [] },
      clientIdMetadataDocuments: {
        scopes: ['openid', 'profile', 'email', 'offline_access'],
        audiences: [],
        allowedHosts: null,
      },
      keys: { rotateEverySeconds: 90 * 86400 },
      passwords: { minLength: 10 },
      backchannelLogout: { attempts: 5 },
      limits: {
        authorization: { attempts: 1000, seconds: 60 },
        clientSecret: { attempts: 20, seconds: 300 },
        failureRecord: { attempts: 300, seconds: 60 },
        clientDocument: { attempts: 30, seconds: 60 },
        clientDocumentTotal: { attempts: 60, seconds: 60 },
        secondFactor: { attempts: 5, seconds: 300 },
        secondFactorSource: { attempts: 50, seconds: 300 },
        signIn: { attempts: 10, seconds: 300 },
        signInSource: { attempts: 100, seconds: 300 },
        userCode: { attempts: 10, seconds: 600 },
        userCodeTotal: { attempts: 1000, seconds: 600 },
        passwordReset: { attempts: 5, seconds: 3600 },
        passwordResetSource: { attempts: 20, seconds: 3600 },
      },
      mail: null,
      pruneEverySeconds: 60,
      sealEverySeconds: 5,
      legacy: false,
      theme: undefined,
      strictFormAction: false,
      console: null,
      given: new Set(['issuer', 'masterKey']),
    });
    for (const part of [
      resolved,
      resolved.lifetimes,
      resolved.refresh,
      resolved.dpop,
      resolved.keys,
      resolved.passwords,
      resolved.limits,
      resolved.limits.signIn,
      resolved.scopes,
      resolved.brand,
    ]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it('tells everything that is wrong at once', () => {
    const wrong = {
      masterKey: '',
      refresh: { grace: 1, graceSeconds: -1 },
      lifetimes: { code: 61, session: 0 },
      brand: { termsUrl: 'ftp://example.com' },
    };
    expect(() => resolve(wrong)).toThrow(
      [
        'OAuthModule cannot start:',
        '  - there is no option "refresh.grace". Known are graceSeconds, graceRepeats.',
        `  - "masterKey" is missing. ${KEY_ADVICE}`,
        '  - "lifetimes.code" is 61. Write a whole number from 1 to 60.',
        '  - "lifetimes.session" is 0. Write a whole number from 1 to 34560000.',
        '  - "refresh.graceSeconds" is -1. Write a whole number from 0 to 120.',
        '  - "brand.termsUrl" is "ftp://example.com". Write an https address, such as "https://example.com/help".',
      ].join('\n'),
    );
  });

  it('keeps what is given and does not touch the given object', () => {
    const given = Object.freeze({
      issuer: ISSUER,
      masterKey: MASTER_KEY,
      lifetimes: Object.freeze({ accessToken: 300 }),
      refresh: Object.freeze({ graceSeconds: 0 }),
      scopes: Object.freeze({ 'orders:read': Object.freeze({ title: 'Read orders' }) }),
      brand: Object.freeze({ name: 'Acme' }),
      legacy: true,
      pruneEverySeconds: 0,
    });
    expect(resolveOptions(given)).toMatchObject({
      lifetimes: { accessToken: 300, code: 60 },
      refresh: { graceSeconds: 0, graceRepeats: 32 },
      scopes: { 'orders:read': { title: 'Read orders' } },
      brand: { name: 'Acme', supportUrl: null },
      legacy: true,
      pruneEverySeconds: 0,
    });
  });

  it('refuses to keep somebody signed in for less than an ordinary session', () => {
    const message =
      '"lifetimes.keptSession" is 28799, less than "lifetimes.session". Write more, or 0 to offer it to nobody.';
    expect(refusal({ lifetimes: { keptSession: 8 * 3600 - 1 } })).toBe(message);
    expect(resolve({ lifetimes: { keptSession: 8 * 3600 } }).lifetimes.keptSession).toBe(8 * 3600);
  });

  it.each([
    'https://sso.example.com',
    'https://sso.example.com:8443',
    'https://sso.example.com/t1',
    'https://sso.example.com/eu/t1',
    'http://localhost:3000',
    'http://127.0.0.1:3000',
    'http://[::1]:3000',
    'http://127.0.0.2:3000',
  ])('accepts the issuer %s', (issuer) => {
    expect(resolve({ issuer }).issuer).toBe(issuer);
  });

  it.each<[unknown, string]>([
    [
      undefined,
      '"issuer" is missing. Write the public URL of this server, such as "https://sso.example.com".',
    ],
    ['', '"issuer" is missing. Write the public URL of this server, such as "https://sso.example.com".'],
    [42, '"issuer" is missing. Write the public URL of this server, such as "https://sso.example.com".'],
    [
      'sso.example.com',
      '"issuer" is "sso.example.com", which is no URL. Write one such as "https://sso.example.com".',
    ],
    ['http://sso.example.com', `"issuer" is "http://sso.example.com", ${HTTPS}`],
    ['http://localhost.evil.example', `"issuer" is "http://localhost.evil.example", ${HTTPS}`],
    ['http://127.0.0.1.evil.example', `"issuer" is "http://127.0.0.1.evil.example", ${HTTPS}`],
    ['ftp://sso.example.com', `"issuer" is "ftp://sso.example.com", ${HTTPS}`],
    ['javascript:alert(1)', `"issuer" is "javascript:alert(1)", ${HTTPS}`],
    ['https://sso.example.com/', canonical('https://sso.example.com/')],
    ['https://sso.example.com/t1/', canonical('https://sso.example.com/t1/', `${ISSUER}/t1`)],
    ['https://sso.example.com?a=1', canonical('https://sso.example.com?a=1')],
    ['https://sso.example.com?', canonical('https://sso.example.com?')],
    ['https://sso.example.com#a', canonical('https://sso.example.com#a')],
    ['https://sso.example.com#', canonical('https://sso.example.com#')],
    ['https://SSO.example.com', canonical('https://SSO.example.com')],
    ['HTTPS://sso.example.com', canonical('HTTPS://sso.example.com')],
    ['https://sso.example.com:443', canonical('https://sso.example.com:443')],
    ['https:sso.example.com', canonical('https:sso.example.com')],
    [' https://sso.example.com', canonical(' https://sso.example.com')],
    ['https://sso.example.com\n', canonical('https://sso.example.com\n')],
    ['https://user:pass@sso.example.com', canonical('https://user:pass@sso.example.com')],
    ['https://sso.example.com/a/../t1', canonical('https://sso.example.com/a/../t1', `${ISSUER}/t1`)],
  ])('refuses the issuer %p', (issuer, message) => {
    expect(refusal({ issuer })).toBe(message);
  });

  it.each([
    ['base64url of 32 bytes', MASTER_KEY],
    ['hex of 32 bytes', '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'],
    ['more than 32 bytes', `${MASTER_KEY}AbCdEf`],
  ])('accepts a master key of %s', (_, masterKey) => {
    expect(resolve({ masterKey }).masterKey).toBe(masterKey);
  });

  it.each<[string, unknown, string]>([
    ['none', undefined, `"masterKey" is missing. ${KEY_ADVICE}`],
    ['an empty one', '', `"masterKey" is missing. ${KEY_ADVICE}`],
    ['a number', 42, `"masterKey" is missing. ${KEY_ADVICE}`],
    ['a word', 'secret', `"masterKey" has 4 bytes, too few to protect signing keys. ${KEY_ADVICE}`],
    [
      '31 bytes',
      MASTER_KEY.slice(0, 42),
      `"masterKey" has 31 bytes, too few to protect signing keys. ${KEY_ADVICE}`,
    ],
    [
      '16 bytes of hex',
      '000102030405060708090a0b0c0d0e0f',
      `"masterKey" has 24 bytes, too few to protect signing keys. ${KEY_ADVICE}`,
    ],
    ['a placeholder', 'change-me-'.repeat(6), `"masterKey" looks like a placeholder. ${KEY_ADVICE}`],
    ['zeros', '0'.repeat(64), `"masterKey" looks like a placeholder. ${KEY_ADVICE}`],
  ])('refuses as master key %s, without repeating it', (_, masterKey, message) => {
    const said = refusal({ masterKey });
    expect(said).toBe(message);
    if (typeof masterKey === 'string' && masterKey) expect(said).not.toContain(`"${masterKey}"`);
  });

  it.each<[string, number, number]>([
    ['lifetimes.code', 1, 60],
    ['lifetimes.accessToken', 1, 86400],
    ['lifetimes.idToken', 1, 86400],
    ['lifetimes.refreshIdle', 1, 10 * 365 * 86400],
    ['lifetimes.refreshAbsolute', 1, 10 * 365 * 86400],
    ['lifetimes.interaction', 1, 3600],
    ['lifetimes.session', 1, 400 * 86400],
    ['lifetimes.keptSession', 0, 400 * 86400],
    ['lifetimes.consent', 1, 10 * 365 * 86400],
    ['lifetimes.passwordReset', 60, 86400],
    ['passwords.minLength', 8, 128],
    ['refresh.graceSeconds', 0, 120],
    ['refresh.graceRepeats', 0, 1000],
    ['dpop.proofSeconds', 10, 300],
    ['dpop.nonceSeconds', 10, 3600],
    ['keys.rotateEverySeconds', 3600, 10 * 365 * 86400],
    ['passwords.minLength', 8, 128],
    ['limits.clientSecret.attempts', 1, 1_000_000],
    ['limits.clientSecret.seconds', 1, 86400],
    ['limits.userCodeTotal.attempts', 1, 1_000_000],
    ['pruneEverySeconds', 0, 86400],
    ['sealEverySeconds', 0, 3600],
  ])('keeps %s between %i and %i', (name, least, most) => {
    const given = (value: unknown): object =>
      name.split('.').reduceRight<unknown>((inner, part) => ({ [part]: inner }), value) as object;
    expect(refusal(given(least))).toBe('was accepted');
    expect(refusal(given(most))).toBe('was accepted');
    for (const value of [least - 1, most + 1, least + 0.5, NaN, Infinity, '60']) {
      expect(refusal(given(value))).toBe(wholeNumber(name, value, least, most));
    }
  });

  it.each(['two words', 'quo"te', 'back\\slash', 'órders', 'line\nbreak', 'x'.repeat(129), ''])(
    'refuses the scope %p',
    (name) => {
      expect(refusal({ scopes: { [name]: { title: 'A scope' } } })).toBe(
        `"${name}" is no scope. Write printable ASCII without spaces, such as "orders:read".`,
      );
    },
  );

  it.each(['sub', 'aud', 'two words', ''])('refuses a scope that releases the claim %p', (claim) => {
    expect(refusal({ scopes: { orders: { title: 'A scope', claims: ['department', claim] } } })).toBe(
      `"scopes.orders.claims" has "${claim}". Write names of claims about the user, such as "department".`,
    );
  });

  it.each([
    ['http://sso.internal', `"baseUrl" is "http://sso.internal", ${HTTPS}`],
    ['/oauth', '"baseUrl" is "/oauth", which is no URL. Write one such as "https://sso.example.com".'],
  ])('refuses the baseUrl %p', (baseUrl, message) => {
    expect(refusal({ baseUrl })).toBe(message);
  });

  it('does not mind a trailing slash of the baseUrl, which nobody compares', () => {
    expect(resolve({ baseUrl: 'https://sso.example.com/t1/' }).baseUrl).toBe('https://sso.example.com/t1');
  });

  it.each([
    ['accessTokenSeconds', { accessTokenSeconds: 60 }],
    ['masterkey', { masterkey: MASTER_KEY }],
    ['toString', { toString: 1 }],
    ['lifetimes.accessTokens', { lifetimes: { accessTokens: 60 } }],
    ['lifetimes.Code', { lifetimes: { code: 60, Code: 30 } }],
    ['refresh.grace', { refresh: { grace: 10 } }],
    ['dpop.nonces', { dpop: { nonces: 'required' } }],
    ['exchange.rule', { exchange: { rule: [] } }],
    ['passwords.least', { passwords: { least: 12 } }],
    ['secondFactor.mode', { secondFactor: { mode: 'required' } }],
    ['keys.rotateEvery', { keys: { rotateEvery: 3600 } }],
    ['limits.signin', { limits: { signin: { attempts: 3 } } }],
    ['limits.signIn.minutes', { limits: { signIn: { minutes: 3 } } }],
  ])('refuses the unknown name %s and lists those it knows', (name, more) => {
    const group = name.split('.').slice(0, -1).join('.');
    const known = {
      '': 'issuer, masterKey, baseUrl, brand, scopes, lifetimes, acrValues, secondFactor, refresh, dpop, exchange, clientIdMetadataDocuments, keys, passwords, backchannelLogout, limits, mail, pruneEverySeconds, sealEverySeconds, legacy, theme, strictFormAction, ',
      lifetimes:
        'code, accessToken, idToken, refreshIdle, refreshAbsolute, interaction, session, keptSession, consent, pushedRequest, deviceCode, passwordReset.',
      refresh: 'graceSeconds, graceRepeats.',
      dpop: 'nonce, proofSeconds, nonceSeconds.',
      exchange: 'rules.',
      secondFactor: 'policy.',
      keys: 'rotateEverySeconds.',
      passwords: 'minLength.',
      limits:
        'authorization, clientSecret, failureRecord, clientDocument, clientDocumentTotal, secondFactor, secondFactorSource, signIn, signInSource, userCode, userCodeTotal, passwordReset, passwordResetSource.',
      'limits.signIn': 'attempts, seconds.',
    }[group];
    const message = refusal(more);
    expect(message.startsWith(`there is no option "${name}". Known are ${known}`)).toBe(true);
  });

  it('takes a policy for the second factor, and attests one only where there is one', () => {
    expect(resolve({ secondFactor: { policy: 'required' } }).secondFactor).toEqual({ policy: 'required' });
    expect(refusal({ secondFactor: { policy: 'always' } })).toBe(
      '"secondFactor.policy" is "always". Write "optional" or "required".',
    );
    const options = { issuer: ISSUER, masterKey: MASTER_KEY };
    const off = { features: { secondFactor: false } };
    expect(resolveOptions(options, off).acrValues).toEqual(['urn:portcullis:acr:password']);
    expect(() => resolveOptions({ ...options, secondFactor: { policy: 'required' } }, off)).toThrow(
      'the feature "secondFactor" is off, so nobody would be asked',
    );
  });

  it('takes what is given beside the options with forRoot', () => {
    const extras = { prefix: 'oauth', isGlobal: true, dataSource: 'sso', accounts: 1, pages: 1, clock: 1 };
    expect(refusal(extras)).toBe('was accepted');
  });

  it.each(['never', 'required'])('knows the nonce policy %p', (nonce) => {
    expect(resolve({ dpop: { nonce } }).dpop).toEqual({ nonce, proofSeconds: 60, nonceSeconds: 120 });
  });

  it.each(['always', true, null])('refuses the nonce policy %p', (nonce) => {
    expect(refusal({ dpop: { nonce } })).toBe(
      `"dpop.nonce" is ${JSON.stringify(nonce)}. Write "never" or "required".`,
    );
  });

  describe('exchange rules', () => {
    const RULE = { client: 'orders', kind: 'delegation', targetAudience: 'https://stock.example' };

    it('are kept in order and frozen', () => {
      const more = { ...RULE, kind: 'impersonation', subjectAudience: 'urn:x:orders', scopes: ['a', 'b:c'] };
      const { rules } = resolve({ exchange: { rules: [RULE, more] } }).exchange;
      expect(rules).toEqual([RULE, more]);
      for (const part of [rules, ...rules]) expect(Object.isFrozen(part)).toBe(true);
    });

    it.each<[unknown, string]>([
      [{}, '"exchange.rules" is no list. Write one, or leave it out.'],
      ['all', '"exchange.rules" is no list. Write one, or leave it out.'],
      [[null], '"exchange.rules[0]" is no object. Write { client, kind, targetAudience }.'],
      [[RULE, 'x'], '"exchange.rules[1]" is no object. Write { client, kind, targetAudience }.'],
      [
        [{ ...RULE, audience: 'https://stock.example' }],
        '"exchange.rules[0]" has an unknown "audience". Known are client, kind, targetAudience, subjectAudience, scopes.',
      ],
      [[{ ...RULE, client: '' }], '"exchange.rules[0]" has no "client". Write the id of one.'],
      [[{ ...RULE, client: undefined }], '"exchange.rules[0]" has no "client". Write the id of one.'],
      [
        [{ ...RULE, kind: 'both' }],
        '"exchange.rules[0]" has the kind "both". Write "delegation" or "impersonation".',
      ],
      ...['stock', '*', 'https://stock.example#x', 'https://a.example https://b.example', undefined].map(
        (targetAudience): [unknown, string] => [
          [{ ...RULE, targetAudience }],
          '"exchange.rules[0]" has no URI as "targetAudience". Write the audience of the new token.',
        ],
      ),
      [
        [{ ...RULE, subjectAudience: 'orders' }],
        '"exchange.rules[0]" has no URI as "subjectAudience". Leave it out for tokens that are meant for the client.',
      ],
      ...[[], 'a b', ['a b'], [7]].map((scopes): [unknown, string] => [
        [{ ...RULE, scopes }],
        '"exchange.rules[0]" has no list of scopes as "scopes". Leave it out for no limit.',
      ]),
    ])('refuses %j', (rules, message) => {
      expect(refusal({ exchange: { rules } })).toBe(message);
    });
  });

  it.each<[string, object, string]>([
    ['scopes', { scopes: 'openid' }, 'of scopes, such as ["openid","orders:read"].'],
    ['scopes', { scopes: ['two words'] }, 'of scopes, such as ["openid","orders:read"].'],
    ['audiences', { audiences: ['orders'] }, 'of URIs, such as ["https://orders.example.com"].'],
    ['audiences', { audiences: null }, 'of URIs, such as ["https://orders.example.com"].'],
    ['allowedHosts', { allowedHosts: ['https://client.example'] }, 'of hosts, such as ["client.example"].'],
    ['allowedHosts', { allowedHosts: ['*.example'] }, 'of hosts, such as ["client.example"].'],
    ['allowedHosts', { allowedHosts: [1] }, 'of hosts, such as ["client.example"].'],
  ])('refuses for strangers the %s %j', (name, given, advice) => {
    expect(refusal({ clientIdMetadataDocuments: given })).toBe(
      `"clientIdMetadataDocuments.${name}" is ${JSON.stringify(Object.values(given)[0])}. Write a list ${advice}`,
    );
  });

  it('takes lists for strangers', () => {
    const given = {
      scopes: ['openid', 'orders:read'],
      audiences: ['https://orders.example.com', 'urn:example:orders'],
      allowedHosts: ['client.example', 'client.example:8443'],
    };
    expect(resolve({ clientIdMetadataDocuments: given }).clientIdMetadataDocuments).toEqual(given);
  });

  it.each(['true', 'false', 1, null])('refuses %p where true or false is meant', (value) => {
    for (const name of ['legacy', 'strictFormAction']) {
      expect(refusal({ [name]: value })).toBe(`"${name}" is ${JSON.stringify(value)}. Write true or false.`);
    }
  });
});
