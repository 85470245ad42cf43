import type { Provider, Type } from '@nestjs/common';
import { PRIVATE_KEY_JWT } from './client-assertion/client-assertion.feature.js';
import { CLIENT_DOCUMENTS } from './client-documents/client-documents.feature.js';
import { CONSOLE } from './console/console.feature.js';
import { DEVICE } from './device/device.feature.js';
import { DPOP } from './dpop/dpop.feature.js';
import { TOKEN_EXCHANGE } from './exchange/exchange.feature.js';
import { BACK_CHANNEL_LOGOUT } from './back-channel-logout/back-channel-logout.feature.js';
import { MY_ACCOUNT } from './my-account/my-account.feature.js';
import { isSwitchedOn } from './oauth.feature-switches.js';
import type { FeatureName, OAuthExtras } from './oauth.extras.js';
import { InvalidOptions } from './oauth.option-checks.js';

import { GALLERY_FEATURE } from './pages/gallery/gallery.feature.js';
import { PAR } from './par/par.feature.js';
import { PASSWORD_RESET } from './password-reset/password-reset.feature.js';
import { OWN_SECOND_FACTOR, SECOND_FACTOR } from './second-factor/second-factor.feature.js';

/** What an optional part of the server adds to the module. */
export interface Feature {
  readonly controllers: readonly Type[];
  readonly providers: readonly Provider[];
}

/** The parts that a host can switch on and off, by the names of `features`. */
const FEATURES: Readonly<Record<FeatureName, Feature>> = {
  par: PAR,
  privateKeyJwt: PRIVATE_KEY_JWT,
  device: DEVICE,
  dpop: DPOP,
  tokenExchange: TOKEN_EXCHANGE,
  clientIdMetadataDocuments: CLIENT_DOCUMENTS,
  backchannelLogout: BACK_CHANNEL_LOGOUT,
  accountPages: MY_ACCOUNT,
  gallery: GALLERY_FEATURE,
  passwordReset: PASSWORD_RESET,
  secondFactor: SECOND_FACTOR,
  console: CONSOLE,
};

/**
 * The parts that are switched on.
 *
 * @throws InvalidOptions for a name nobody knows: it would be a part that silently is not there
 */
export function chosenFeatures(given: OAuthExtras['features'] = {}): Feature[] {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(FEATURES, name)) {
      const known = Object.keys(FEATURES).join(', ');
      throw new InvalidOptions(`there is no feature "${name}". Known are ${known}.`);
    }
    if (typeof value !== 'boolean') {
      throw new InvalidOptions(`the feature "${name}" is ${JSON.stringify(value)}. Write true or false.`);
    }
  }
  const isOn = (name: FeatureName): boolean => isSwitchedOn(name, { features: given });
  const chosen = (Object.keys(FEATURES) as FeatureName[]).filter(isOn).map((name) => FEATURES[name]);
  // A page about one's own account that only makes sense with both.
  return isOn('accountPages') && isOn('secondFactor') ? [...chosen, OWN_SECOND_FACTOR] : chosen;
}
