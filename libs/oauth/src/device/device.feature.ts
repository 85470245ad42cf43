import { DeviceAuthorizationController } from './device-authorization.controller.js';
import { DeviceCodeGrant } from './device-code.grant.js';
import { DeviceCodes } from './device-codes.js';
import { DeviceMetadata } from './device-metadata.js';
import { DeviceController } from './device.controller.js';
import { UserCodeEntry } from './user-code-entry.js';

/** The device grant and its page (RFC 8628). */
export const DEVICE = {
  controllers: [DeviceAuthorizationController, DeviceController],
  providers: [DeviceCodes, DeviceCodeGrant, DeviceMetadata, UserCodeEntry],
};
