import type { Feature } from '../feature.js';
import { ResourcesController } from './resources.controller.js';
import { ScopesController } from './scopes.controller.js';

export const scopesFeature: Feature = { controllers: [ScopesController, ResourcesController], providers: [] };
