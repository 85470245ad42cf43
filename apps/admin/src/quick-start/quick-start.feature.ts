import type { Feature } from '../feature.js';
import { EndpointsController } from './endpoints.controller.js';
import { FirstSignInController } from './first-sign-in.controller.js';

export const quickStartFeature: Feature = {
  controllers: [EndpointsController, FirstSignInController],
  providers: [],
};
