import type { DeviceView } from '../pages/definitions/consent.page.js';
import type { DeviceRequest } from './device.request.js';
import { displayUserCode, openUserCode } from './user-code.js';

/**
 * What the consent page shows of a device.
 *
 * @param now milliseconds since the epoch
 */
export function toDeviceView(request: DeviceRequest, masterKey: string, now: number): DeviceView {
  return {
    userCode: displayUserCode(openUserCode(masterKey, request.sealedUserCode)),
    age: Math.max(0, Math.round((now - request.askedAt) / 1000)),
  };
}
