import type { Feature } from '../feature.js';
import { ServerSettingsController } from './server-settings.controller.js';

export const serverSettingsFeature: Feature = { controllers: [ServerSettingsController], providers: [] };
