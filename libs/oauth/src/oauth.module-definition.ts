import { ConfigurableModuleBuilder, type DynamicModule, type Provider } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { Public } from '@portcullis/bearer';
import { AccountStore } from './accounts/account-store.js';
import { Users } from './accounts/users.js';
import { ExchangePolicy } from './exchange/exchange-policy.js';
import { ExchangeRules } from './exchange/exchange-rules.js';
import { HandlebarsPageRenderer } from './pages/handlebars-page-renderer.js';
import { PageRenderer } from './pages/page-renderer.js';
import { mailProviders } from './mail/mail.providers.js';
import { Theme } from './pages/theme/theme.js';
import { databaseProvider } from './oauth.core.js';
import { OAuthExtras } from './oauth.extras.js';
import { chosenFeatures } from './oauth.features.js';
import { ResolvedOptions, type OAuthOptions } from './oauth.options.js';
import { GuardedHttp } from './outgoing/guarded-http.js';
import { OutgoingHttp } from './outgoing/outgoing-http.js';
import { Clock, SystemClock } from './primitives/clock.js';
import { Metrics } from './primitives/metrics.js';

const DEFAULTS: OAuthExtras = { prefix: 'oauth' };

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<OAuthOptions>({
  moduleName: 'OAuth',
})
  .setClassMethodName('forRoot')
  .setExtras<Partial<OAuthExtras>>(DEFAULTS, withExtras)
  .build();

/** Ports and paths have to be known before any asynchronous option is. */
function withExtras(definition: DynamicModule, given: Partial<OAuthExtras>): DynamicModule {
  const extras: OAuthExtras = { ...DEFAULTS, ...given };
  const accounts: Provider = extras.accounts
    ? { provide: AccountStore, useClass: extras.accounts }
    : { provide: AccountStore, useExisting: Users };
  const pages: Provider = extras.pages
    ? { provide: PageRenderer, useClass: extras.pages }
    : {
        provide: PageRenderer,
        useFactory: (theme: Theme) => new HandlebarsPageRenderer(theme),
        inject: [Theme],
      };
  const features = chosenFeatures(extras.features);
  const controllers = features.flatMap((feature) => feature.controllers);
  // A host may guard its APIs with BearerModule, whose global guard closes every route that does not say it is public.
  for (const controller of controllers) Public()(controller);
  return {
    ...definition,
    controllers: [...(definition.controllers ?? []), ...controllers],
    global: extras.isGlobal ?? false,
    imports: [
      ...(definition.imports ?? []),
      RouterModule.register([{ path: extras.prefix, module: definition.module }]),
    ],
    providers: [
      ...(definition.providers ?? []),
      { provide: OAuthExtras, useValue: extras },
      { provide: Clock, useClass: extras.clock ?? SystemClock },
      { provide: Metrics, useClass: extras.metrics ?? Metrics },
      { provide: ExchangePolicy, useClass: extras.exchangePolicy ?? ExchangeRules },
      {
        provide: Theme,
        useFactory: (options: ResolvedOptions) => Theme.at(options.theme),
        inject: [ResolvedOptions],
      },
      { provide: OutgoingHttp, useClass: extras.outgoing ?? GuardedHttp },
      ...mailProviders(extras.mailer),
      ...features.flatMap((feature) => feature.providers),
      databaseProvider(extras.dataSource),
      accounts,
      pages,
    ],
  };
}
