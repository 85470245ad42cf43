import { CLIENT_CREDENTIALS_JWT } from './client-credentials-jwt.mjs';
import { CLIENT_CREDENTIALS_OPAQUE } from './client-credentials-opaque.mjs';
import { CODE_SESSION } from './code-session.mjs';
import { CODE_SIGN_IN } from './code-sign-in.mjs';
import { INTROSPECTION } from './introspection.mjs';
import { REFRESH } from './refresh.mjs';
import { USERINFO } from './userinfo.mjs';

/**
 * What is measured. `prepare` brings one connection to where the work begins and returns what belongs to it; `flow` is
 * one unit of the work; `verify`, where there is one, looks closer at what the last flow of each connection got. All
 * are generators that yield requests and check the answers they are given.
 */
export const WORKS = [
  CLIENT_CREDENTIALS_OPAQUE,
  CLIENT_CREDENTIALS_JWT,
  INTROSPECTION,
  REFRESH,
  CODE_SESSION,
  CODE_SIGN_IN,
  USERINFO,
];
