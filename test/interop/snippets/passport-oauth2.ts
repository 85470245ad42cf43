// file: passport-oauth2.ts
import OAuth2Strategy from 'passport-oauth2';

/** Register the client for `client_secret_post`: the library knows no other way. */
export class SsoStrategy extends OAuth2Strategy {
  constructor(
    private readonly issuer: string,
    client: { id: string; secret: string; callbackURL: string },
    verify: OAuth2Strategy.VerifyFunction,
  ) {
    super(
      {
        authorizationURL: `${issuer}/oauth/authorize`,
        tokenURL: `${issuer}/oauth/token`,
        clientID: client.id,
        clientSecret: client.secret,
        callbackURL: client.callbackURL,
        scope: ['openid', 'profile', 'email'],
        // Both need `req.session`, for example of express-session.
        state: true,
        pkce: true,
      },
      verify,
    );
    // Otherwise the library puts the access token into the address, where nobody reads it.
    this._oauth2.useAuthorizationHeaderforGET(true);
  }

  override userProfile(accessToken: string, done: (error?: unknown, profile?: unknown) => void): void {
    this._oauth2.get(`${this.issuer}/oauth/userinfo`, accessToken, (error, body) =>
      error ? done(error) : done(null, JSON.parse(String(body))),
    );
  }
}
