import type { Provider, Type } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import { ClientOrigins } from './clients/client-origins.js';
import { CrossOrigin } from './cors/cross-origin.js';
import { RequestMeter } from './metrics/request-meter.js';
import { OAuthExtras } from './oauth.extras.js';
import { Metrics } from './primitives/metrics.js';
import { HostAdapter } from './wire/host-adapter.js';

/**
 * What stands between the host's HTTP adapter and our controllers.
 *
 * @param controllersWith all of ours under these extras
 * @param open those that pages of clients may call
 */
export function adapterProviders(
  controllersWith: (extras: OAuthExtras) => Type[],
  open: readonly Type[],
): Provider[] {
  return [
    {
      provide: RequestMeter,
      useFactory: (
        adapterHost: HttpAdapterHost,
        application: ApplicationConfig,
        extras: OAuthExtras,
        metrics: Metrics,
      ) => new RequestMeter(adapterHost, application, extras.prefix, controllersWith(extras), metrics),
      inject: [HttpAdapterHost, ApplicationConfig, OAuthExtras, Metrics],
    },
    {
      provide: HostAdapter,
      useFactory: (adapterHost: HttpAdapterHost, application: ApplicationConfig, extras: OAuthExtras) =>
        new HostAdapter(adapterHost, application, extras.prefix, controllersWith(extras)),
      inject: [HttpAdapterHost, ApplicationConfig, OAuthExtras],
    },
    {
      provide: CrossOrigin,
      useFactory: (
        adapterHost: HttpAdapterHost,
        application: ApplicationConfig,
        extras: OAuthExtras,
        origins: ClientOrigins,
      ) => new CrossOrigin(adapterHost, application, extras.prefix, controllersWith(extras), open, origins),
      inject: [HttpAdapterHost, ApplicationConfig, OAuthExtras, ClientOrigins],
    },
  ];
}
