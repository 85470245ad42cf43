import type { components } from '../api/schema.js';

export type FirstSignIn = components['schemas']['FirstSignInResponse'];
export type Endpoints = components['schemas']['EndpointsResponse'];
