import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { authorizationOf, type HeadRequest } from '../wire/authorization-header.js';
import { readForm, type FormRequest } from '../wire/form.js';
import { sourceOf, type SourceRequest } from '../wire/source.js';
import { ClientAuthenticator } from './client-authenticator.js';
import type { ClientRequest } from './client-request.js';

/** Lets a request through once its client is known, and leaves the client and the form on it. */
@Injectable()
export class ClientAuthGuard implements CanActivate {
  constructor(private readonly authenticator: ClientAuthenticator) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context
      .switchToHttp()
      .getRequest<FormRequest & HeadRequest & SourceRequest & ClientRequest & { readonly method: string }>();
    // A GET has no form: such a client proves itself in the header alone.
    request.form = request.method === 'GET' || request.method === 'HEAD' ? {} : await readForm(request);
    request.client = await this.authenticator.authenticate({
      authorization: authorizationOf(request),
      form: request.form,
      source: sourceOf(request),
    });
    return true;
  }
}
