import { type DynamicModule, Module } from '@nestjs/common';
import { BearerModule } from '@portcullis/bearer';
import { AboutController } from './about.controller.js';
import type { Configuration } from './configuration.js';
import { IntrospectedModule } from './introspected.module.js';
import { MomentsController } from './moments.controller.js';
import { ProfileController } from './profile.controller.js';

@Module({ controllers: [AboutController, MomentsController, ProfileController] })
export class DemoApiModule {
  static configured({ bearer, introspecting }: Configuration): DynamicModule {
    return {
      module: DemoApiModule,
      imports: [
        BearerModule.forRoot(bearer),
        ...(introspecting ? [IntrospectedModule.verifying(introspecting)] : []),
      ],
    };
  }
}
