import type { EndpointName } from '../wire/endpoint-names.js';
import type { AccountSectionName } from '../pages/views.js';

/** Hook for a part of the server that has a page of its own for users: it provides this, and the page is offered. */
export abstract class FurtherSection {
  abstract readonly name: AccountSectionName;
  abstract readonly endpoint: EndpointName;
}
