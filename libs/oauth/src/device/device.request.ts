import type { PermissionRequest } from '../authorize/authorization.request.js';
import type { SignInWish } from '../interaction/sign-in-wish.js';
import type { DeviceCode } from './device-code.entity.js';
import { sealUserCode } from './user-code.js';

/**
 * A device's request, once its user has brought the user code to our pages. It has no redirect URI: the device fetches
 * the answer itself.
 */
export interface DeviceRequest extends PermissionRequest {
  /** Id of the device code, in hexadecimal. */
  readonly deviceCode: string;
  /**
   * The user code, for comparison with the one on the device. Sealed: whoever could read it in the table could tie the
   * device to an account of their own.
   */
  readonly sealedUserCode: string;
  /** When the device asked. Milliseconds since the epoch. */
  readonly askedAt: number;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export function isDeviceRequest(request: SignInWish): request is DeviceRequest {
  return 'deviceCode' in request;
}

/** @param userCode as the user brought it */
export function toDeviceRequest(code: DeviceCode, userCode: string, masterKey: string): DeviceRequest {
  return {
    deviceCode: code.id.toString('hex'),
    sealedUserCode: sealUserCode(masterKey, userCode),
    askedAt: code.createdAt,
    expiresAt: code.expiresAt,
    clientId: code.clientId,
    scopes: code.scopes,
    resources: code.resources,
    claims: null,
    prompt: [],
    maxAge: null,
    acrValues: [],
    essentialAcr: false,
    loginHint: null,
    hintedSubject: null,
    uiLocales: null,
  };
}
