import { invalidClient, invalidRequest } from '../../errors/catalogue.js';
import { ClientSecrets } from '../client-secrets.js';
import {
  AuthMethod,
  type AuthStrategy,
  type ClientAuthRequest,
  type ClientCredentials,
} from './auth-method.decorator.js';

const BASIC = /^basic +(.*)$/i;

/** HTTP Basic, id and secret form-encoded (RFC 6749 section 2.3.1 and appendix B). */
@AuthMethod('client_secret_basic')
export class ClientSecretBasicStrategy implements AuthStrategy {
  constructor(private readonly secrets: ClientSecrets) {}

  isUsedBy({ authorization }: ClientAuthRequest): boolean {
    return BASIC.test(authorization ?? '');
  }

  read({ authorization, form, source }: ClientAuthRequest): ClientCredentials {
    const encoded = BASIC.exec(authorization ?? '')?.[1] ?? '';
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) throw invalidClient.because('Basic header is not base64');
    const text = Buffer.from(encoded, 'base64').toString();
    const colon = text.indexOf(':');
    if (colon < 0) throw invalidClient.because('Basic header has no colon');
    const clientId = formDecode(text.slice(0, colon));
    const secret = formDecode(text.slice(colon + 1));
    if (form['client_id'] !== undefined && form['client_id'] !== clientId) {
      throw invalidRequest.describe('The client_id in the body is not the one in the Authorization header.');
    }
    return {
      clientId,
      prove: (registered, reserve) => this.secrets.check(registered, { secret, source, reserve }),
    };
  }
}

function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw invalidClient.because('Basic header is not form-encoded');
  }
}
