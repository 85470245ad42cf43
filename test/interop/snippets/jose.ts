// file: jose.ts
import { createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose';

/** @returns the claims of an access token for this API, and an error for everything else */
export function accessTokenVerifier(
  issuer: string,
  audience: string,
): (token: string) => Promise<JWTPayload> {
  const keys = createRemoteJWKSet(new URL(`${issuer}/oauth/jwks`));
  return async (token) => {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      typ: 'at+jwt',
      algorithms: ['ES256', 'RS256'],
    });
    return payload;
  };
}
