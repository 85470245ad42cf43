import { Injectable } from '@nestjs/common';
import { isDeviceRequest } from '../device/device.request.js';
import type { EndpointName } from '../wire/endpoint-names.js';
import { Endpoints } from '../wire/endpoints.js';
import { isOwnPageRequest } from './own-page.request.js';
import type { Interaction } from './interaction.entity.js';
import type { PageStep } from './interactions.js';

const PAGES: Readonly<Record<PageStep, EndpointName>> = {
  'sign-in': 'sign_in',
  choose: 'sign_in/choose',
  consent: 'confirm_access',
};

/** The addresses between which an interaction goes to and fro. All they carry is its id. */
@Injectable()
export class InteractionLinks {
  constructor(private readonly endpoints: Endpoints) {}

  /** The page that asks the user for what is still missing. */
  page(step: PageStep, id: string): string {
    return this.to(PAGES[step], id);
  }

  /** Back to where the request came from, once the user has answered. */
  resume({ request }: Interaction, id: string): string {
    if (isOwnPageRequest(request)) return this.to('account/resume', id);
    return this.to(isDeviceRequest(request) ? 'device/resume' : 'authorize/resume', id);
  }

  /** The page that says what became of a device. */
  deviceDone(id: string): string {
    return this.to('device/done', id);
  }

  /** An address of ours at which this interaction goes on. */
  to(endpoint: EndpointName, id: string): string {
    return `${this.endpoints.path(endpoint)}?${new URLSearchParams({ interaction: id })}`;
  }
}
