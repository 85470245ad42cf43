import type { ResourceSettings } from '@portcullis/oauth';
import { CreateResourceRequest, toNewResource } from '../scopes/resource.requests.js';
import { withoutDefaults, type ConfigFields } from './config-fields.js';

/** A resource as the document has it, known by its audience; what is left out has its default. */
export class ConfigResource extends CreateResourceRequest {}

export const RESOURCE_DEFAULTS: ConfigFields = { description: '', scopes: [] };

export function toConfigResource(resource: ResourceSettings): ConfigResource {
  const { audience, name } = resource;
  return { audience, name, ...withoutDefaults(fieldsOfResource(resource), RESOURCE_DEFAULTS) };
}

export function resourceSettingsFrom(resource: ConfigResource): ResourceSettings {
  return toNewResource(resource);
}

export function fieldsOfResource({ name, description, scopes }: ResourceSettings): ConfigFields {
  return { name, description, scopes };
}
