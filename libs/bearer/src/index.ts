export { AccessToken, type AccessTokenFields, type Actor } from './access-token.js';
export type { Requirements } from './access/access.js';
export { Bearer, type BearerRequirements } from './access/bearer.decorator.js';
export { BearerGuard } from './access/bearer.guard.js';
export { Public } from './access/public.decorator.js';
export { Token } from './access/token.decorator.js';
export { OutgoingHttp } from './authority/outgoing-http.js';
export type { BearerExtras } from './bearer.extras.js';
export { BearerModule } from './bearer.module.js';
export type {
  BearerDpopOptions,
  BearerIntrospectOptions,
  BearerOptions,
  BearerResourceMetadataOptions,
} from './bearer.options.js';
export { BearerError, type BearerErrorCode } from './challenges/bearer.error.js';
export { challenge, type ChallengeParameters } from './challenges/challenge.js';
export { Challenger } from './challenges/challenger.js';
export type { Exchange, GuardedRequest, HeaderWriter } from './challenges/exchange.js';
export {
  type BearerRequest,
  type PresentedToken,
  readAccessToken,
  readBearerToken,
  schemeOf,
  type TokenScheme,
} from './challenges/read-access-token.js';
export {
  authorityUnavailable,
  expiredToken,
  insufficientScope,
  insufficientUserAuthentication,
  invalidDpopProof,
  invalidRequest,
  invalidToken,
  missingToken,
  useDpopNonce,
} from './challenges/refusals.js';
export { InvalidDpopProof } from './dpop/invalid-dpop-proof.js';
export { MemoryReplayStore } from './dpop/memory-replay-store.js';
export { type DpopProof, type DpopRules, verifyDpopProof } from './dpop/proof.js';
export type { PresentedAccess } from './dpop/proof-of-possession.js';
export { type DpopRequest, readDpopHeader } from './dpop/read-dpop-header.js';
export { replayKey, ReplayStore } from './dpop/replay-store.js';
export { endOfTurn } from './end-of-turn.js';
export { parseJsonObject, readCompactJws } from './jws/compact-jws.js';
export { ResolvedBearerOptions } from './resolved-bearer.options.js';
export { TokenVerifier } from './verifiers/token-verifier.js';
