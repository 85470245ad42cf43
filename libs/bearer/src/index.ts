export { AccessToken, type AccessTokenFields } from './access-token.js';
export { Bearer } from './access/bearer.decorator.js';
export { BearerGuard } from './access/bearer.guard.js';
export { Public } from './access/public.decorator.js';
export { Token } from './access/token.decorator.js';
export { OutgoingHttp } from './authority/outgoing-http.js';
export type { BearerExtras } from './bearer.extras.js';
export { BearerModule } from './bearer.module.js';
export type { BearerIntrospectOptions, BearerOptions } from './bearer.options.js';
export { BearerError, type BearerErrorCode } from './challenges/bearer.error.js';
export { challenge, type ChallengeParameters } from './challenges/challenge.js';
export { type BearerRequest, type PresentedToken, readBearerToken } from './challenges/read-bearer-token.js';
export {
  authorityUnavailable,
  expiredToken,
  insufficientScope,
  invalidRequest,
  invalidToken,
  missingToken,
} from './challenges/refusals.js';
export { InvalidDpopProof } from './dpop/invalid-dpop-proof.js';
export { MemoryReplayStore } from './dpop/memory-replay-store.js';
export { type DpopProof, type DpopRules, verifyDpopProof } from './dpop/proof.js';
export { type DpopRequest, readDpopHeader } from './dpop/read-dpop-header.js';
export { replayKey, ReplayStore } from './dpop/replay-store.js';
export { parseJsonObject, readCompactJws } from './jws/compact-jws.js';
export { ResolvedBearerOptions } from './resolved-bearer.options.js';
export { TokenVerifier } from './verifiers/token-verifier.js';
