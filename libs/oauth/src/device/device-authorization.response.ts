import type { NewDeviceCode } from './device-codes.js';
import { displayUserCode } from './user-code.js';

/** RFC 8628 section 3.2. */
export interface DeviceAuthorizationResponse {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete: string;
  /** Seconds. */
  readonly expires_in: number;
  /** Seconds. */
  readonly interval: number;
}

/** @param page address of the page on which users enter their code */
export function toDeviceAuthorizationResponse(
  { deviceCode, userCode, expiresIn, interval }: NewDeviceCode,
  page: string,
): DeviceAuthorizationResponse {
  const shown = displayUserCode(userCode);
  return {
    device_code: deviceCode,
    user_code: shown,
    verification_uri: page,
    verification_uri_complete: `${page}?${new URLSearchParams({ user_code: shown })}`,
    expires_in: expiresIn,
    interval,
  };
}
