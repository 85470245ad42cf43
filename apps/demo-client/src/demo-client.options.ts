import { isLoopback } from './oidc/loopback.js';

/** What the environment says, unchecked; `undefined` or empty means "not set". */
export interface DemoClientValues {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clientUrl?: string | undefined;
  readonly apiUrl?: string | undefined;
  readonly scope?: string | undefined;
  readonly machineClientId?: string | undefined;
  readonly machineClientSecret?: string | undefined;
  readonly machineScope?: string | undefined;
}

/** A client_id, its secret and the scope it asks for. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Space separated (RFC 6749 section 3.3). */
  readonly scope: string;
}

export class DemoClientOptions {
  /** Where the redirect URI lies; compared byte by byte with the registered one (OAuth 2.1 section 2.3.1). */
  readonly redirectUri: string;
  /** Where the authorization server sends the user after signing out; registered as well. */
  readonly signedOutUri: string;

  private constructor(
    /** Exactly as configured: an issuer identifier is compared as a string (RFC 9207 section 2.4). */
    readonly issuer: string,
    /** Origin of this app. */
    readonly clientUrl: URL,
    /** Resource indicator of the API (RFC 8707), exactly as configured: `new URL()` would add a slash. */
    readonly resource: string,
    readonly web: ClientCredentials,
    readonly machine: ClientCredentials | null,
  ) {
    this.redirectUri = new URL('/callback', clientUrl).href;
    this.signedOutUri = new URL('/signed-out', clientUrl).href;
    Object.freeze(this);
  }

  /** The address of one API operation. */
  apiUrl(path: string): URL {
    return new URL(`${this.resource.replace(/\/$/, '')}${path}`);
  }

  /**
   * @throws Error whose message names the variable and says what to write instead
   */
  static resolve(values: DemoClientValues): DemoClientOptions {
    const { issuer } = values;
    const resource = values.apiUrl || 'http://127.0.0.1:3002';
    secureUrl('ISSUER', issuer);
    secureUrl('API_URL', resource);
    return new DemoClientOptions(
      issuer,
      secureUrl('CLIENT_URL', values.clientUrl || 'http://127.0.0.1:3003'),
      resource,
      {
        clientId: values.clientId,
        clientSecret: values.clientSecret,
        scope: values.scope || 'openid profile offline_access moments:read',
      },
      machineCredentials(values),
    );
  }
}

function machineCredentials(values: DemoClientValues): ClientCredentials | null {
  const { machineClientId, machineClientSecret, machineScope } = values;
  if (!machineClientId && !machineClientSecret) return null;
  if (!machineClientId || !machineClientSecret) {
    throw new Error('Set both MACHINE_CLIENT_ID and MACHINE_CLIENT_SECRET, or neither.');
  }
  return {
    clientId: machineClientId,
    clientSecret: machineClientSecret,
    scope: machineScope || 'moments:read',
  };
}

/** Codes and tokens travel over these URLs, so plain http is for this machine only (OAuth 2.1 section 1.5). */
function secureUrl(name: string, value: string): URL {
  if (!URL.canParse(value))
    throw new Error(`${name} is not a URL: write one such as https://sso.example.com.`);
  const url = new URL(value);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))) return url;
  throw new Error(
    `${name} must start with https:// (plain http is accepted for localhost, 127.0.0.1 and [::1]).`,
  );
}
