import { ServiceUnavailableException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { AuthorizationResponseError, ClientError } from 'openid-client';
import { SignUpFailure } from './sign-up-failure.js';

const context = { issuer: 'http://localhost:3000', callbackUrl: null, tokenExchange: null };

const answered = (parameters: Record<string, string>): Error =>
  new AuthorizationResponseError('an error', { cause: new URLSearchParams(parameters) });

const rejecting = (code: string): Error => Object.assign(new ClientError('the library says no'), { code });

describe('SignUpFailure', () => {
  it.each<[string, unknown, Partial<SignUpFailure>]>([
    [
      'a user who declined',
      answered({ error: 'access_denied', error_description: 'No.' }),
      { kind: 'declined', error: 'access_denied', description: 'No.', status: 200 },
    ],
    [
      'a refusing server',
      answered({ error: 'invalid_scope' }),
      { kind: 'refused', error: 'invalid_scope', description: null, status: 200 },
    ],
    [
      'an answer that the library rejected',
      rejecting('OAUTH_INVALID_RESPONSE'),
      { kind: 'rejected-answer', error: 'OAUTH_INVALID_RESPONSE', status: 400 },
    ],
    ['a slow server', rejecting('OAUTH_TIMEOUT'), { kind: 'unreachable', status: 503 }],
    ['a server that is down', new TypeError('fetch failed'), { kind: 'unreachable', status: 503 }],
    [
      'failed discovery by its cause',
      new ServiceUnavailableException('', { cause: new TypeError('fetch failed') }),
      { kind: 'unreachable' },
    ],
  ])('tells %s', (_, error, expected) => {
    expect(SignUpFailure.from(error, context)).toMatchObject(expected);
  });
});
