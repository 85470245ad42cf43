// file: auth-core.ts
import type { AuthConfig } from '@auth/core';

/** For Next.js, SvelteKit, Express … alike; `request` goes through `Auth(request, config)` of `@auth/core`. */
export function authConfig(
  issuer: string,
  clientId: string,
  clientSecret: string,
  secret: string,
): AuthConfig {
  return {
    secret,
    trustHost: true,
    providers: [
      {
        id: 'sso',
        name: 'SSO',
        type: 'oidc',
        issuer,
        clientId,
        clientSecret,
        checks: ['pkce', 'state', 'nonce'],
        // Name and e-mail come from userinfo (OpenID Connect Core section 5.4); the ID token names the user only.
        idToken: false,
      },
    ],
  };
}
