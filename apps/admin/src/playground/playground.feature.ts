import type { Feature } from '../feature.js';
import { Playground } from './playground.js';
import { PlaygroundCallbackController } from './playground-callback.controller.js';
import { PlaygroundClient } from './playground-client.js';
import { PlaygroundController } from './playground.controller.js';
import { PlaygroundRuns } from './playground-runs.js';

export const playgroundFeature: Feature = {
  controllers: [PlaygroundController, PlaygroundCallbackController],
  providers: [Playground, PlaygroundClient, PlaygroundRuns],
};
