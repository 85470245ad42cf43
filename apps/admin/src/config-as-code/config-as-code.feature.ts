import type { Feature } from '../feature.js';
import { ClientsSection } from './clients-section.js';
import { ConfigController } from './config.controller.js';
import { Config } from './config.js';
import { ResourcesSection } from './resources-section.js';
import { ScopesSection } from './scopes-section.js';

export const configAsCodeFeature: Feature = {
  controllers: [ConfigController],
  providers: [Config, ScopesSection, ResourcesSection, ClientsSection],
};
