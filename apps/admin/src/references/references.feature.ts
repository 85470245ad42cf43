import type { Feature } from '../feature.js';
import { ReferencesController } from './references.controller.js';

export const referencesFeature: Feature = { controllers: [ReferencesController], providers: [] };
