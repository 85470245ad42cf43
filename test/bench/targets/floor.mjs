import { peer } from './peer.mjs';

/**
 * What Nest on Express costs by itself: a route that parses the form of the token request and answers JSON of the same
 * size, and the same with one ES256 signature.
 */
export const FLOOR = [
  peer({
    name: 'floor',
    program: 'floor.mjs',
    storage: 'memory',
    works: ['cc-opaque', 'cc-jwt'],
    paths: { token: '/token' },
    site: { isFloor: true },
  }),
];
