// file: mcp-client.ts
import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import type {
  OAuthClientInformationMixed,
  OAuthClientMetadata,
  OAuthTokens,
} from '@modelcontextprotocol/sdk/shared/auth.js';
import { randomBytes } from 'node:crypto';

/** The `authProvider` of a transport, for a public client. Everything is kept in memory. */
export class SignIn implements OAuthClientProvider {
  /** Compare with what comes back, before `transport.finishAuth(code)`: the library does not. */
  expectedState = '';
  private saved: OAuthTokens | undefined;
  private verifier = '';
  private client: OAuthClientInformationMixed | undefined;

  /** @param open shows an address to the user */
  constructor(
    readonly redirectUrl: string,
    private readonly open: (url: URL) => void,
    clientId?: string,
  ) {
    if (clientId !== undefined) this.client = { client_id: clientId };
  }

  get clientMetadata(): OAuthClientMetadata {
    return { redirect_uris: [this.redirectUrl], token_endpoint_auth_method: 'none' };
  }
  clientInformation(): OAuthClientInformationMixed | undefined {
    return this.client;
  }
  saveClientInformation(client: OAuthClientInformationMixed): void {
    this.client = client;
  }
  state(): string {
    return (this.expectedState = randomBytes(32).toString('base64url'));
  }
  tokens(): OAuthTokens | undefined {
    return this.saved;
  }
  saveTokens(tokens: OAuthTokens): void {
    this.saved = tokens;
  }
  saveCodeVerifier(verifier: string): void {
    this.verifier = verifier;
  }
  codeVerifier(): string {
    return this.verifier;
  }
  redirectToAuthorization(url: URL): void {
    this.open(url);
  }
  invalidateCredentials(what: 'all' | 'client' | 'tokens' | 'verifier' | 'discovery'): void {
    if (what === 'all' || what === 'tokens') this.saved = undefined;
  }
}
