import { DEFAULT_SETTINGS, type ClientSettings } from './client-settings.js';

/** The settings among everything a client has. */
export function settingsOf(client: ClientSettings): ClientSettings {
  const names = ['name', ...Object.keys(DEFAULT_SETTINGS)] as (keyof ClientSettings)[];
  return Object.fromEntries(names.map((name) => [name, client[name]])) as unknown as ClientSettings;
}

/** Only what changed, so that a reader of the audit log sees it at a glance. */
export function difference(before: ClientSettings, after: ClientSettings): { before: object; after: object } {
  const changed = (Object.keys(after) as (keyof ClientSettings)[]).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  const pick = (settings: ClientSettings): object =>
    Object.fromEntries(changed.map((name) => [name, settings[name]]));
  return { before: pick(before), after: pick(after) };
}
