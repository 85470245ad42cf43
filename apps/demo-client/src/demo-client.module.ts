import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { DemoClientOptions } from './demo-client.options.js';
import { ExchangeRecorder } from './exchange/exchange-recorder.js';
import { PageErrorFilter } from './html/page-error.filter.js';
import { LandingController } from './landing/landing.controller.js';
import { MachineController } from './machine/machine.controller.js';
import { Machine } from './machine/machine.js';
import { ApiClient } from './oidc/api-client.js';
import { OidcClients } from './oidc/oidc-clients.js';
import { Sessions } from './sessions/sessions.js';
import { SignUpController } from './sign-up/sign-up.controller.js';
import { SignUp } from './sign-up/sign-up.js';
import { StoryController } from './story/story.controller.js';
import { StoryTeller } from './story/story-teller.js';

@Module({})
export class DemoClientModule {
  static forRoot(options: DemoClientOptions): DynamicModule {
    return {
      module: DemoClientModule,
      controllers: [LandingController, SignUpController, StoryController, MachineController],
      providers: [
        { provide: DemoClientOptions, useValue: options },
        { provide: APP_FILTER, useClass: PageErrorFilter },
        ExchangeRecorder,
        OidcClients,
        ApiClient,
        Sessions,
        SignUp,
        StoryTeller,
        Machine,
      ],
    };
  }
}
