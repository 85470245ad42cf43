import type { Feature } from '../feature.js';
import { KeysController } from './keys.controller.js';

export const keysFeature: Feature = { controllers: [KeysController], providers: [] };
