import { peer } from './peer.mjs';

/** @node-oauth/oauth2-server. It signs nothing, introspects nothing, and guards a userinfo route of its host. */
export const NODE_OAUTH = ['memory', 'mariadb'].map((storage) =>
  peer({
    name: `node-oauth/${storage}`,
    program: 'node-oauth.mjs',
    storage,
    works: ['cc-opaque', 'refresh', 'code-session', 'code-sign-in', 'userinfo'],
    paths: { token: '/token', authorize: '/authorize', userinfo: '/userinfo' },
  }),
);
