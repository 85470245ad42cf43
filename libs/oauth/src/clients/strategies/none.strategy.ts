import { invalidClient } from '../../errors/catalogue.js';
import {
  AuthMethod,
  type AuthStrategy,
  type ClientAuthRequest,
  type ClientCredentials,
} from './auth-method.decorator.js';

/** A public client: its `client_id` and nothing that would prove it (RFC 6749 section 3.2.1). */
@AuthMethod('none')
export class NoneStrategy implements AuthStrategy {
  /** Credentials of a method that is switched off make no public client of whoever sends them. */
  isUsedBy({ authorization, form }: ClientAuthRequest): boolean {
    const proof = form['client_secret'] ?? form['client_assertion'] ?? form['client_assertion_type'];
    return form['client_id'] !== undefined && proof === undefined && !/^basic\b/i.test(authorization ?? '');
  }

  read({ form }: ClientAuthRequest): ClientCredentials {
    return {
      clientId: form['client_id']!,
      prove: async (registered) => {
        if (!registered) throw invalidClient.because('no public client');
      },
    };
  }
}
