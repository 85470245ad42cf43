import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Parameters } from '../primitives/parameters.js';
import type { Client } from './client.entity.js';

/** What `ClientAuthGuard` leaves on a request. */
export interface ClientRequest {
  client: Client;
  form: Parameters;
}

/** The authenticated client. */
export const CallingClient = createParamDecorator((_: unknown, context: ExecutionContext): Client => {
  return context.switchToHttp().getRequest<ClientRequest>().client;
});

/**
 * The form of the request. A custom decorator, because a host's global ValidationPipe would rewrite or refuse a
 * `@Body()`.
 */
export const Form = createParamDecorator((_: unknown, context: ExecutionContext): Parameters => {
  return context.switchToHttp().getRequest<ClientRequest>().form;
});
