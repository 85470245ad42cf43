import { ConsoleController } from './console.controller.js';
import { EffectiveConfiguration } from './effective-configuration.js';
import { TokenPreview } from './token-preview.js';

/** Answers an admin app about this server; only where the option `console` names its client. */
export const CONSOLE = {
  controllers: [ConsoleController],
  providers: [EffectiveConfiguration, TokenPreview],
};
