import { Module } from '@nestjs/common';
import { ConfigurableModuleClass } from './bearer.module-definition.js';

/**
 * The resource-server half of OAuth 2.1: `forRoot(options)` or `forRootAsync({ useFactory, inject, … })`, in the module
 * whose controllers carry `@Bearer()`, or once with `isGlobal: true`.
 */
@Module({})
export class BearerModule extends ConfigurableModuleClass {}
