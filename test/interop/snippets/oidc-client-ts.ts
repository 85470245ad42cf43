// file: oidc-client-ts.ts
import { UserManager } from 'oidc-client-ts';

/** A public client: a browser keeps no secret. `app` is the origin of the page. */
export function userManager(issuer: string, clientId: string, app: string): UserManager {
  return new UserManager({
    authority: issuer,
    client_id: clientId,
    redirect_uri: `${app}/callback`,
    silent_redirect_uri: `${app}/silent`,
    post_logout_redirect_uri: `${app}/`,
    scope: 'openid profile email offline_access',
    loadUserInfo: true,
  });
}
