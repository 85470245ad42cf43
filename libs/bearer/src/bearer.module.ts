import { Module, type NestModule } from '@nestjs/common';
import { ConfigurableModuleClass } from './bearer.module-definition.js';
import { ResourceMetadata } from './resource/resource-metadata.js';

/**
 * The resource-server half of OAuth 2.1: `forRoot(options)` or `forRootAsync({ useFactory, inject, … })`, in the module
 * whose controllers carry `@Bearer()`, or once with `isGlobal: true`.
 */
@Module({})
export class BearerModule extends ConfigurableModuleClass implements NestModule {
  constructor(private readonly metadata: ResourceMetadata) {
    super();
  }

  /** No middleware: this is where routes come after those of the host's `app.use` and before a controller for all. */
  configure(): void {
    this.metadata.mount();
  }
}
