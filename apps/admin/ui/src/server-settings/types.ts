import type { components } from '../api/schema.js';

export type ServerSettings = components['schemas']['ServerSettingsResponse'];
export type Setting = components['schemas']['SettingResponse'];
