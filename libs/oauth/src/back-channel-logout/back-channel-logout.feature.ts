import { LogoutDeliveries } from './logout-deliveries.js';
import { OwedLogouts } from './owed-logouts.js';

/** Tells clients that a session has ended (OpenID Connect Back-Channel Logout). */
export const BACK_CHANNEL_LOGOUT = {
  controllers: [],
  providers: [LogoutDeliveries, OwedLogouts],
};
