import { Injectable } from '@nestjs/common';
import * as oidc from 'openid-client';
import { AdminSettings } from '../settings.js';
import { AuthorityUnreachable } from './authority-unreachable.js';
import { SignInRefused } from './sign-in-refused.js';

/** Seconds to wait for an answer of the authorization server. */
const TIMEOUT_SECONDS = 5;

const SCOPE = 'openid profile offline_access';

/** What only this server remembers while the browser is away. */
export interface SignInChecks {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** The person must prove anew who they are. */
  readonly stepUp: boolean;
}

export interface SignedIn {
  readonly subject: string;
  readonly name: string | undefined;
  readonly refreshToken: string | undefined;
  readonly idToken: string | undefined;
  /** Seconds until the authorization server wants to be asked again. */
  readonly expiresIn: number;
  /** When they proved who they are. Milliseconds since the epoch. */
  readonly provenAt: number;
}

export interface Renewed {
  readonly refreshToken: string | undefined;
  readonly expiresIn: number;
}

/** The authorization server as this app sees it: an ordinary OpenID provider behind a stock library. */
@Injectable()
export class Authority {
  private discovered: Promise<oidc.Configuration> | undefined;

  constructor(private readonly settings: AdminSettings) {}

  get callbackUrl(): string {
    return `${this.settings.url}/callback`;
  }

  /**
   * Where the browser signs in. The request is pushed when the server takes that (RFC 9126), so that the browser carries
   * a reference and nothing else.
   *
   * @throws AuthorityUnreachable, SignInRefused
   */
  async authorizationUrl(checks: SignInChecks): Promise<string> {
    const configuration = await this.configuration();
    const parameters = {
      redirect_uri: this.callbackUrl,
      scope: SCOPE,
      state: checks.state,
      nonce: checks.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(checks.codeVerifier),
      code_challenge_method: 'S256',
      ...(checks.stepUp && { max_age: '0' }),
    };
    if (!configuration.serverMetadata().pushed_authorization_request_endpoint) {
      return oidc.buildAuthorizationUrl(configuration, parameters).href;
    }
    const url = await answered(() => oidc.buildAuthorizationUrlWithPAR(configuration, parameters));
    return url.href;
  }

  /**
   * Swaps the code in the callback for tokens and verifies the ID token, its signature included.
   *
   * @param query the callback's query string, with its question mark
   * @throws SignInRefused, AuthorityUnreachable
   */
  async redeem(query: string, checks: SignInChecks): Promise<SignedIn> {
    const configuration = await this.configuration();
    // Built from our own address: a forged Host header must not change the redirect URI that is sent along.
    const url = new URL(`${this.callbackUrl}${query}`);
    const tokens = await answered(() =>
      oidc.authorizationCodeGrant(configuration, url, {
        expectedState: checks.state,
        expectedNonce: checks.nonce,
        pkceCodeVerifier: checks.codeVerifier,
        idTokenExpected: true,
        ...(checks.stepUp && { maxAge: 0 }),
      }),
    );
    const { sub, name, preferred_username: username, auth_time: authTime, iat } = tokens.claims()!;
    return {
      subject: sub,
      name: text(name) ?? text(username),
      refreshToken: tokens.refresh_token,
      idToken: tokens.id_token,
      expiresIn: tokens.expires_in ?? 300,
      provenAt: (authTime ?? iat) * 1000,
    };
  }

  /** @throws SignInRefused when the person is no longer welcome, AuthorityUnreachable */
  async renew(refreshToken: string): Promise<Renewed> {
    const configuration = await this.configuration();
    const tokens = await answered(() => oidc.refreshTokenGrant(configuration, refreshToken));
    return { refreshToken: tokens.refresh_token, expiresIn: tokens.expires_in ?? 300 };
  }

  /** Ends the authorization behind a refresh token (RFC 7009). */
  async revoke(refreshToken: string): Promise<void> {
    const configuration = await this.configuration();
    await answered(() =>
      oidc.tokenRevocation(configuration, refreshToken, { token_type_hint: 'refresh_token' }),
    );
  }

  /**
   * Where the browser ends its session at the authorization server (OpenID Connect RP-Initiated Logout).
   *
   * @param returnTo an address of ours that is registered for it; null leaves the browser there
   * @returns null when the server has no such endpoint
   * @throws AuthorityUnreachable
   */
  async endSessionUrl(idToken: string, returnTo: string | null): Promise<string | null> {
    const configuration = await this.configuration();
    if (!configuration.serverMetadata().end_session_endpoint) return null;
    return oidc.buildEndSessionUrl(configuration, {
      id_token_hint: idToken,
      ...(returnTo !== null && { post_logout_redirect_uri: returnTo, state: 'everywhere' }),
    }).href;
  }

  /**
   * What the server says about itself (RFC 8414).
   *
   * @throws AuthorityUnreachable
   */
  async metadata(): Promise<oidc.ServerMetadata & { readonly token_endpoint: string }> {
    const metadata = (await this.configuration()).serverMetadata();
    return metadata as typeof metadata & { readonly token_endpoint: string };
  }

  /**
   * The address of a page of the authorization server, beside its authorization endpoint.
   *
   * @param page such as `password/reset`
   * @throws AuthorityUnreachable
   */
  async address(page: string): Promise<string> {
    const { authorization_endpoint: endpoint } = (await this.configuration()).serverMetadata();
    return new URL(page, endpoint).href;
  }

  /** Discovery happens at first use, so this app starts before the authorization server does. */
  private configuration(): Promise<oidc.Configuration> {
    this.discovered ??= this.discover().catch((error: unknown) => {
      this.discovered = undefined;
      throw new AuthorityUnreachable(error);
    });
    return this.discovered;
  }

  private discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    const execute = [oidc.enableNonRepudiationChecks];
    // Settings allow http on loopback only.
    if (issuer.startsWith('http://')) execute.push(oidc.allowInsecureRequests);
    return oidc.discovery(new URL(issuer), clientId, undefined, oidc.ClientSecretBasic(clientSecret), {
      execute,
      timeout: TIMEOUT_SECONDS,
    });
  }
}

/** Sorts the library's failures into the two that callers decide about. */
async function answered<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof oidc.AuthorizationResponseError) throw new SignInRefused(error.error, error);
    if (error instanceof oidc.ResponseBodyError) {
      throw error.status >= 500 ? new AuthorityUnreachable(error) : new SignInRefused(error.error, error);
    }
    throw isUnreachable(error)
      ? new AuthorityUnreachable(error)
      : new SignInRefused('invalid_response', error);
  }
}

function isUnreachable(error: unknown): boolean {
  if (error instanceof TypeError) return true;
  const code = error instanceof oidc.ClientError ? error.code : undefined;
  return code === 'OAUTH_TIMEOUT' || code === 'OAUTH_ABORT' || code === 'OAUTH_RESPONSE_IS_NOT_CONFORM';
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
