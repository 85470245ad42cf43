import type { Feature } from '../feature.js';
import { FirstRun } from './first-run.js';
import { SetupController } from './setup.controller.js';

export const setupFeature: Feature = { controllers: [SetupController], providers: [FirstRun] };
