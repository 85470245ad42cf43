import { RecoveryAddress } from '../mail/recovery-address.js';
import { PasswordRecovery } from '../sign-in/password-recovery.js';
import { ForgotPasswordController } from './forgot-password.controller.js';
import { PasswordResets } from './password-resets.js';
import { ResetLinks } from './reset-links.js';
import { ResetMails } from './reset-mails.js';
import { ResetPasswordController } from './reset-password.controller.js';
import { WayBack } from './way-back.js';

/** New passwords by mail for users who have lost theirs. */
export const PASSWORD_RESET = {
  controllers: [ForgotPasswordController, ResetPasswordController],
  providers: [
    PasswordResets,
    ResetMails,
    ResetLinks,
    WayBack,
    { provide: PasswordRecovery, useExisting: ResetLinks },
    { provide: RecoveryAddress, useExisting: ResetLinks },
  ],
};
