import { type DynamicModule, Module } from '@nestjs/common';
import { BearerModule, type BearerOptions } from '@portcullis/bearer';
import { IntrospectedMomentsController } from './introspected-moments.controller.js';

/** Shows that both modes live in one process: the nearest BearerModule serves a controller. */
@Module({ controllers: [IntrospectedMomentsController] })
export class IntrospectedModule {
  static verifying(options: BearerOptions): DynamicModule {
    return { module: IntrospectedModule, imports: [BearerModule.forRoot(options)] };
  }
}
