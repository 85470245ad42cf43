import { applicationTypeOf, DEFAULT_SETTINGS, type Client, type ClientSettings } from '@portcullis/oauth';
import { IsBoolean } from 'class-validator';
import { CreateClientRequest } from '../clients/create-client.request.js';
import { IfPresent } from '../wire/optional-field.js';
import { withoutDefaults, type ConfigFields } from './config-fields.js';

/** A client as the document has it: what is left out has its default. Never a secret. */
export class ConfigClient extends CreateClientRequest {
  declare clientId: string;

  @IfPresent()
  @IsBoolean()
  disabled?: boolean;
}

// Whatever becomes a setting of clients is one of the document's too.
const SETTINGS = ['name', ...Object.keys(DEFAULT_SETTINGS)] as (keyof ClientSettings)[];

export const CLIENT_DEFAULTS: ConfigFields = { ...DEFAULT_SETTINGS, disabled: false };

export function toConfigClient(client: Client): ConfigClient {
  const { clientId, name, disabledAt } = client;
  const fields = fieldsOfClient(client, disabledAt !== null);
  return { clientId, name, ...withoutDefaults(fields, CLIENT_DEFAULTS) };
}

/** All settings of a client of the document. */
export function settingsFrom(client: ConfigClient): ClientSettings {
  const given = SETTINGS.filter((name) => client[name] !== undefined).map((name) => [name, client[name]]);
  const settings = { ...DEFAULT_SETTINGS, ...Object.fromEntries(given) } as ClientSettings;
  return { ...settings, applicationType: settings.applicationType ?? applicationTypeOf(settings) };
}

/** The kind of application is left out where the settings tell it: it changes together with them. */
export function fieldsOfClient(settings: ClientSettings, disabled: boolean): ConfigFields {
  const { applicationType } = settings;
  return {
    ...Object.fromEntries(SETTINGS.map((name) => [name, settings[name]])),
    applicationType: applicationType === applicationTypeOf(settings) ? null : applicationType,
    disabled,
  };
}
