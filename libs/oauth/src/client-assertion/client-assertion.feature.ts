import { ClientKeys } from './client-keys.js';
import { PrivateKeyJwtStrategy } from './private-key-jwt.strategy.js';

/** Client authentication by `private_key_jwt` (RFC 7523, OpenID Connect Core section 9). */
export const PRIVATE_KEY_JWT = {
  controllers: [],
  providers: [ClientKeys, PrivateKeyJwtStrategy],
};
