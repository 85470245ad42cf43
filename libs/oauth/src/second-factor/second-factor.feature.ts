import { FurtherSection } from '../my-account/further-section.js';
import { FurtherFactor } from '../sign-in/further-factor.js';
import { PasskeyOffer } from '../sign-in/passkey-offer.js';
import { AuthenticatorApps } from './authenticator-apps.js';
import { Enrolments } from './enrolments.js';
import { FactorCheck } from './factor-check.js';
import { HalfWaySignIns } from './half-way.js';
import { OwnAppController } from './own-app.controller.js';
import { OwnCodesController } from './own-codes.controller.js';
import { OwnFactorRemovalController } from './own-factor-removal.controller.js';
import { OwnFactorVisits } from './own-factor-visits.js';
import { OwnSecondFactorController } from './own-second-factor.controller.js';
import { PasskeyChallenges } from './passkey-challenges.js';
import { Passkeys } from './passkeys.js';
import { RecoveryCodes } from './recovery-codes.js';
import { RelyingParty } from './relying-party.js';
import { SealedLinks } from './sealed-links.js';
import { SecondFactorGate } from './second-factor-gate.js';
import { SecondFactorLimits } from './second-factor-limits.js';
import { SecondFactorSection } from './second-factor-section.js';
import { SecondFactorController } from './second-factor.controller.js';
import { SetUpController } from './set-up.controller.js';
import { SignInCodesController } from './sign-in-codes.controller.js';
import { SignInPasskeyController } from './sign-in-passkey.controller.js';

/** A second factor at sign-in, and passkeys in place of passwords. */
export const SECOND_FACTOR = {
  controllers: [SecondFactorController, SetUpController, SignInCodesController, SignInPasskeyController],
  providers: [
    { provide: FurtherFactor, useClass: SecondFactorGate },
    { provide: PasskeyOffer, useExisting: RelyingParty },
    AuthenticatorApps,
    Enrolments,
    FactorCheck,
    HalfWaySignIns,
    PasskeyChallenges,
    Passkeys,
    RecoveryCodes,
    RelyingParty,
    SealedLinks,
    SecondFactorLimits,
  ],
};

/** Where users look after it. */
export const OWN_SECOND_FACTOR = {
  controllers: [OwnSecondFactorController, OwnAppController, OwnFactorRemovalController, OwnCodesController],
  providers: [OwnFactorVisits, { provide: FurtherSection, useClass: SecondFactorSection }],
};
