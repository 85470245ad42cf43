export { MAX_REFRESH_TOKEN_SECONDS, MAX_TOKEN_SECONDS } from './primitives/longest-lives.js';
export { isLoopback } from './primitives/loopback.js';
export {
  explainRedirectUri,
  type RedirectUriDifference,
  type RedirectUriSlip,
  type UriPiece,
} from './primitives/redirect-uri-difference.js';
export { checkRedirectUri, redirectTarget, type RedirectUriProblem } from './primitives/redirect-uri.js';
export { isScopeToken, parseScope } from './primitives/scope.js';
export { spaced } from './primitives/spaced.js';
