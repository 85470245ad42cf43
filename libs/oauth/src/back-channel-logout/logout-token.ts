import type { Client } from '../clients/client.entity.js';
import { signJwt } from '../keys/jwt-signer.js';
import type { LoadedKey } from '../keys/key-ring.js';
import { toSeconds } from '../primitives/clock.js';
import { idToText, timeOrderedId } from '../primitives/id.js';
import type { LogoutDelivery } from './logout-delivery.entity.js';

/** Seconds. */
const LIFETIME = 120;

/**
 * A logout token (OpenID Connect Back-Channel Logout section 2.4), signed as the client's ID tokens are. It names
 * session and user, and has no nonce, so that it cannot pass for an ID token.
 *
 * @param key of the algorithm of the client's ID tokens
 * @param now milliseconds since the epoch
 */
export function mintLogoutToken(
  delivery: LogoutDelivery,
  client: Client,
  issuer: string,
  key: LoadedKey,
  now: number,
): Promise<string> {
  const iat = toSeconds(now);
  return signJwt(key, 'logout+jwt', {
    iss: issuer,
    sub: delivery.subject,
    aud: client.clientId,
    iat,
    exp: iat + LIFETIME,
    jti: idToText(timeOrderedId(now)),
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    sid: idToText(delivery.sessionId),
  });
}
