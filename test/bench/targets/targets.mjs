import { FLOOR } from './floor.mjs';
import { JMONDI } from './jmondi.mjs';
import { NODE_OAUTH } from './node-oauth.mjs';
import { OIDC_PROVIDER } from './oidc-provider.mjs';
import { PORTCULLIS } from './portcullis.mjs';

/**
 * Everything that can be measured. `install` prepares storage and returns an installation; its `start` runs the server
 * as a process of its own and its `drop` takes the storage away.
 */
export const TARGETS = [...PORTCULLIS, ...OIDC_PROVIDER, ...JMONDI, ...NODE_OAUTH, ...FLOOR];
