export { DpopKey, type ProofRequest } from './testing/dpop-key.js';
export { TestAuthority, type TestAuthorityOptions, type TestTokenFields } from './testing/test-authority.js';
