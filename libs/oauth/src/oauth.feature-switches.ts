import type { FeatureName, OAuthExtras } from './oauth.extras.js';

/** All but what makes this server fetch addresses that strangers name, and what is for development. */
export const DEFAULT_FEATURES: Readonly<Record<FeatureName, boolean>> = {
  par: true,
  privateKeyJwt: true,
  device: true,
  dpop: true,
  tokenExchange: true,
  clientIdMetadataDocuments: false,
  backchannelLogout: true,
  accountPages: true,
  gallery: false,
  passwordReset: true,
  secondFactor: true,
  console: true,
};

export function isSwitchedOn(name: FeatureName, { features }: Pick<OAuthExtras, 'features'>): boolean {
  return features?.[name] ?? DEFAULT_FEATURES[name];
}
