import { peer } from './peer.mjs';

/** @jmondi/oauth2-server. Its access tokens are always JWTs, and it has no userinfo. */
export const JMONDI = ['memory', 'mariadb'].map((storage) =>
  peer({
    name: `jmondi/${storage}`,
    program: 'jmondi.mjs',
    storage,
    works: ['cc-jwt', 'introspection', 'refresh', 'code-session', 'code-sign-in'],
    paths: { token: '/token', introspect: '/introspect', authorize: '/authorize' },
    site: { tokenClient: 'jwt' },
  }),
);
