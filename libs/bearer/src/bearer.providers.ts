import type { Provider } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { BearerAuthenticator } from './access/bearer.authenticator.js';
import { UndecoratedRouteGuard } from './access/undecorated-route.guard.js';
import { FetchHttp } from './authority/fetch-http.js';
import { OutgoingHttp } from './authority/outgoing-http.js';
import type { BearerExtras } from './bearer.extras.js';
import { ResolvedBearerOptions, resolveOptions } from './resolved-bearer.options.js';
import { TokenVerifier } from './verifiers/token-verifier.js';
import { verifierFor } from './verifiers/verifier-for.js';

/** The options as the host wrote them; everything else injects `ResolvedBearerOptions`. */
export const BEARER_OPTIONS = Symbol('portcullis:bearer-options');

/** What the guard needs in the modules whose controllers carry `@Bearer()`. */
export const BEARER_EXPORTS = [BearerAuthenticator, TokenVerifier, ResolvedBearerOptions];

export function bearerProviders({ globalGuard, http, verifier }: BearerExtras): Provider[] {
  return [
    { provide: ResolvedBearerOptions, useFactory: resolveOptions, inject: [BEARER_OPTIONS] },
    { provide: OutgoingHttp, useClass: http ?? FetchHttp },
    verifier
      ? { provide: TokenVerifier, useClass: verifier }
      : { provide: TokenVerifier, useFactory: verifierFor, inject: [ResolvedBearerOptions, OutgoingHttp] },
    BearerAuthenticator,
    ...(globalGuard === false ? [] : [{ provide: APP_GUARD, useClass: UndecoratedRouteGuard }]),
  ];
}
