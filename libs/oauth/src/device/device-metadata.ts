import { Advertises, type Advertiser } from '../wire/advertises.decorator.js';
import { Endpoints } from '../wire/endpoints.js';

/** RFC 8628 section 4. */
@Advertises()
export class DeviceMetadata implements Advertiser {
  constructor(private readonly endpoints: Endpoints) {}

  metadata(): Record<string, unknown> {
    return { device_authorization_endpoint: this.endpoints.url('device_authorization') };
  }
}
