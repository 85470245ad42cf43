import { invalidClient } from '../../errors/catalogue.js';
import { ClientSecrets } from '../client-secrets.js';
import {
  AuthMethod,
  type AuthStrategy,
  type ClientAuthRequest,
  type ClientCredentials,
} from './auth-method.decorator.js';

/** `client_id` and `client_secret` in the body (RFC 6749 section 2.3.1). */
@AuthMethod('client_secret_post')
export class ClientSecretPostStrategy implements AuthStrategy {
  constructor(private readonly secrets: ClientSecrets) {}

  isUsedBy({ form }: ClientAuthRequest): boolean {
    return form['client_secret'] !== undefined;
  }

  read({ form, source }: ClientAuthRequest): ClientCredentials {
    const { client_id: clientId, client_secret: secret = '' } = form;
    if (clientId === undefined) throw invalidClient.because('a secret without client_id');
    return {
      clientId,
      prove: (registered, reserve) => this.secrets.check(registered, { secret, source, reserve }),
    };
  }
}
