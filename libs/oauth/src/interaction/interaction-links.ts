import { Injectable } from '@nestjs/common';
import { isDeviceRequest } from '../device/device.request.js';
import { Endpoints, type EndpointName } from '../discovery/endpoints.js';
import type { Interaction } from './interaction.entity.js';

/** The addresses between which an interaction goes to and fro. All they carry is its id. */
@Injectable()
export class InteractionLinks {
  constructor(private readonly endpoints: Endpoints) {}

  /** The page that asks the user for what is still missing. */
  page(step: 'sign-in' | 'consent', id: string): string {
    return this.to(step === 'consent' ? 'confirm_access' : 'sign_in', id);
  }

  /** Back to where the request came from, once the user has answered. */
  resume({ request }: Interaction, id: string): string {
    return this.to(isDeviceRequest(request) ? 'device/resume' : 'authorize/resume', id);
  }

  /** The page that says what became of a device. */
  deviceDone(id: string): string {
    return this.to('device/done', id);
  }

  private to(endpoint: EndpointName, id: string): string {
    return `${this.endpoints.path(endpoint)}?${new URLSearchParams({ interaction: id })}`;
  }
}
