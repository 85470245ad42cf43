import type { Provider, Type } from '@nestjs/common';
import { LogoutDeliveries } from './logout/logout-deliveries.js';
import type { FeatureName } from './oauth.extras.js';

/** What an optional part of the server adds to the module. */
export interface Feature {
  readonly controllers: readonly Type[];
  readonly providers: readonly Provider[];
}

/** The parts that a host can switch on and off, by the names of `features`. */
export const FEATURES: Readonly<Record<FeatureName, Feature>> = {
  par: { controllers: [], providers: [] },
  privateKeyJwt: { controllers: [], providers: [] },
  device: { controllers: [], providers: [] },
  dpop: { controllers: [], providers: [] },
  tokenExchange: { controllers: [], providers: [] },
  clientIdMetadataDocuments: { controllers: [], providers: [] },
  backchannelLogout: { controllers: [], providers: [LogoutDeliveries] },
};

/** All but what makes this server fetch addresses that strangers name. */
export const DEFAULT_FEATURES: Readonly<Record<FeatureName, boolean>> = {
  par: true,
  privateKeyJwt: true,
  device: true,
  dpop: true,
  tokenExchange: true,
  clientIdMetadataDocuments: false,
  backchannelLogout: true,
};
