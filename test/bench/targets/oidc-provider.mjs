import { API } from './cast.mjs';
import { peer } from './peer.mjs';

const WORKS = ['cc-opaque', 'cc-jwt', 'introspection', 'refresh', 'code-session', 'code-sign-in', 'userinfo'];

/** node-oidc-provider, with the adapter it comes with and with one for MariaDB. */
export const OIDC_PROVIDER = ['memory', 'mariadb'].map((storage) =>
  peer({
    name: `oidc-provider/${storage}`,
    program: 'oidc-provider.mjs',
    storage,
    works: WORKS,
    paths: {
      token: '/token',
      introspect: '/token/introspection',
      authorize: '/auth',
      userinfo: '/me',
      jwks: '/jwks',
    },
    site: { signInScope: 'openid', idToken: true, jwtParameters: { resource: API } },
  }),
);
