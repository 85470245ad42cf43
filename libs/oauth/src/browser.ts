export { checkRedirectUri, redirectTarget, type RedirectUriProblem } from './primitives/redirect-uri.js';
export { isScopeToken, parseScope } from './primitives/scope.js';
