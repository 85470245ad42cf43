import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { BearerExtras } from './bearer.extras.js';
import type { BearerOptions } from './bearer.options.js';
import { BEARER_EXPORTS, BEARER_OPTIONS, bearerProviders } from './bearer.providers.js';

// Every name must appear here, or it would be taken for an option.
const EXTRAS: BearerExtras = {
  isGlobal: false,
  globalGuard: true,
  http: undefined,
  verifier: undefined,
  replayStore: undefined,
};

export const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<BearerOptions>({
  optionsInjectionToken: BEARER_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setExtras(EXTRAS, (definition, extras) => ({
    ...definition,
    global: extras.isGlobal ?? false,
    providers: [...(definition.providers ?? []), ...bearerProviders(extras)],
    exports: BEARER_EXPORTS,
  }))
  .build();
