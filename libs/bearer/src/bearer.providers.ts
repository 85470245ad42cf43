import type { Provider } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { BearerAuthenticator } from './access/bearer.authenticator.js';
import { DeclaredAccess } from './access/declared-access.js';
import { UndecoratedRouteGuard } from './access/undecorated-route.guard.js';
import { FetchHttp } from './authority/fetch-http.js';
import { OutgoingHttp } from './authority/outgoing-http.js';
import type { BearerExtras } from './bearer.extras.js';
import { Challenger } from './challenges/challenger.js';
import { DpopNonces } from './dpop/dpop-nonces.js';
import { MemoryReplayStore } from './dpop/memory-replay-store.js';
import { ProofOfPossession } from './dpop/proof-of-possession.js';
import { ReplayStore } from './dpop/replay-store.js';
import { ResolvedBearerOptions, resolveOptions } from './resolved-bearer.options.js';
import { ResourceMetadata } from './resource/resource-metadata.js';
import { TokenVerifier } from './verifiers/token-verifier.js';
import { verifierFor } from './verifiers/verifier-for.js';

/** The options as the host wrote them; everything else injects `ResolvedBearerOptions`. */
export const BEARER_OPTIONS = Symbol('portcullis:bearer-options');

/** What the guard needs in the modules whose controllers carry `@Bearer()`. */
export const BEARER_EXPORTS = [BearerAuthenticator, Challenger, TokenVerifier, ResolvedBearerOptions];

export function bearerProviders({ globalGuard, http, verifier, replayStore }: BearerExtras): Provider[] {
  return [
    { provide: ResolvedBearerOptions, useFactory: resolveOptions, inject: [BEARER_OPTIONS] },
    { provide: OutgoingHttp, useClass: http ?? FetchHttp },
    verifier
      ? { provide: TokenVerifier, useClass: verifier }
      : { provide: TokenVerifier, useFactory: verifierFor, inject: [ResolvedBearerOptions, OutgoingHttp] },
    replayStore
      ? { provide: ReplayStore, useClass: replayStore }
      : { provide: ReplayStore, useFactory: replaysInMemory, inject: [ResolvedBearerOptions] },
    { provide: DpopNonces, useFactory: noncesOf, inject: [ResolvedBearerOptions] },
    BearerAuthenticator,
    Challenger,
    DeclaredAccess,
    ProofOfPossession,
    ResourceMetadata,
    ...(globalGuard === false ? [] : [{ provide: APP_GUARD, useClass: UndecoratedRouteGuard }]),
  ];
}

function replaysInMemory({ dpop }: ResolvedBearerOptions): ReplayStore {
  return new MemoryReplayStore(dpop?.rememberedProofs ?? 0);
}

function noncesOf({ dpop }: ResolvedBearerOptions): DpopNonces {
  return new DpopNonces(dpop?.nonceKeys ?? [], dpop?.nonceSeconds ?? 0);
}
