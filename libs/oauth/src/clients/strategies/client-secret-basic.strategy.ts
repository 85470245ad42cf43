import { invalidClient, invalidRequest } from '../../errors/catalogue.js';
import { ClientSecrets } from '../client-secrets.js';
import {
  AuthMethod,
  type AuthStrategy,
  type ClientAuthRequest,
  type ClientCredentials,
} from './auth-method.decorator.js';
import { readBasic } from './client-secret-basic.js';

/** HTTP Basic (RFC 6749 section 2.3.1). */
@AuthMethod('client_secret_basic')
export class ClientSecretBasicStrategy implements AuthStrategy {
  constructor(private readonly secrets: ClientSecrets) {}

  isUsedBy({ authorization }: ClientAuthRequest): boolean {
    return /^basic +/i.test(authorization ?? '');
  }

  read({ authorization, form }: ClientAuthRequest): ClientCredentials {
    const credentials = readBasic(authorization);
    if (!credentials) throw invalidClient.because('Basic header cannot be read');
    const { clientId, secret } = credentials;
    if (form['client_id'] !== undefined && form['client_id'] !== clientId) {
      throw invalidRequest.describe('The client_id in the body is not the one in the Authorization header.');
    }
    return { clientId, prove: async (registered) => this.secrets.check(registered, secret) };
  }
}
