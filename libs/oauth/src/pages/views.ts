/** The client as an end user sees it. */
export interface ClientView {
  readonly name: string;
  /** The client's home page: `https:` only, checked by whoever builds the view (escaping does not make a URL safe). */
  readonly uri: string | null;
  /** Its terms of service and its privacy policy: `https:` only, checked as `uri` is. */
  readonly tosUri: string | null;
  readonly policyUri: string | null;
  /** Path of the logo in our own cache (`/…` or `data:image/…`); a foreign one is outside `img-src` and not drawn. */
  readonly logo: string | null;
  /** True when an administrator vouches for the client. */
  readonly verified: boolean;
  /** Colour of buttons and links on pages about it, `#rrggbb`; null for that of the server. */
  readonly accent: string | null;
  /** Since when this server knows the client. ISO 8601, UTC; null when nobody has written it down. */
  readonly firstSeen: string | null;
  /**
   * Private-use schemes at which it may be reached, such as `com.acme.app:`. A strict form-action has to name them, or
   * the browser ends the redirect from our page to the app.
   */
  readonly appSchemes: readonly string[];
}

/** The pages of a user about their own account, in the order in which they are offered. */
export type AccountSectionName = 'apps' | 'sessions' | 'password' | 'second-factor';

/** What all pages of a user about their own account have around them. */
export interface AccountFrame {
  readonly account: AccountView;
  readonly sections: readonly {
    readonly name: AccountSectionName;
    readonly href: string;
    readonly current: boolean;
  }[];
  readonly signOutHref: string;
}

export interface AccountView {
  /** Display name, or empty if the account has none. */
  readonly name: string;
  readonly username: string;
}
