import type { Feature } from '../feature.js';
import { Finders } from './finders.js';
import { SearchController } from './search.controller.js';

export const searchFeature: Feature = { controllers: [SearchController], providers: [Finders] };
