import { DEFAULT_SETTINGS, type ClientSettings } from './client-settings.js';

/** The settings among everything a client has. */
export function settingsOf(client: ClientSettings): ClientSettings {
  const names = ['name', ...Object.keys(DEFAULT_SETTINGS)] as (keyof ClientSettings)[];
  return Object.fromEntries(names.map((name) => [name, client[name]])) as unknown as ClientSettings;
}
