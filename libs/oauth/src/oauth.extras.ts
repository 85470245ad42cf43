import type { Type } from '@nestjs/common';
import type { AccountStore } from './accounts/account-store.js';
import type { ExchangePolicy } from './exchange/exchange-policy.js';
import type { PageRenderer } from './pages/page-renderer.js';
import type { Mailer } from './mail/mailer.js';
import type { OutgoingHttp } from './outgoing/outgoing-http.js';
import type { Clock } from './primitives/clock.js';
import type { Metrics } from './primitives/metrics.js';

/** Parts of the server that can be switched on and off. */
export type FeatureName =
  /** Pushed authorization requests (RFC 9126). */
  | 'par'
  /** Client authentication by `private_key_jwt` (RFC 7523, OpenID Connect Core section 9). */
  | 'privateKeyJwt'
  /** The device grant and its page (RFC 8628). */
  | 'device'
  /** Sender-constrained tokens (RFC 9449). */
  | 'dpop'
  /** Token exchange (RFC 8693); who may exchange what is said by the `exchange` option, by default nobody. */
  | 'tokenExchange'
  /** Clients whose id is the URL of their metadata (draft-ietf-oauth-client-id-metadata-document). */
  | 'clientIdMetadataDocuments'
  /** Tells clients that a session has ended (OpenID Connect Back-Channel Logout). */
  | 'backchannelLogout'
  /** Pages on which users look after their own account. */
  | 'accountPages'
  /** Every page in every state, for development: it does not start under a public address. */
  | 'gallery'
  /** New passwords by mail for users who have lost theirs; only where mails can be sent. */
  | 'passwordReset'
  /** A second factor at sign-in, and passkeys in place of passwords. */
  | 'secondFactor'
  /** Answers an admin app about this server; only where the option `console` names its client. */
  | 'console';

/** Given beside the options, not by the factory: they shape the module before any asynchronous value is known. */
export abstract class OAuthExtras {
  /** Path of the endpoints. Default: `oauth`. */
  readonly prefix: string = 'oauth';
  /** Makes the exported services available everywhere without importing the module again. Default: false. */
  readonly isGlobal?: boolean;
  /** Name of the TypeORM DataSource that has our entities. Default: the unnamed one. */
  readonly dataSource?: string;
  /** Switches parts of the server. Default: all on, but `clientIdMetadataDocuments` and `gallery`. */
  readonly features?: Readonly<Partial<Record<FeatureName, boolean>>>;
  /** Port: your users. Default: the `User` entity. */
  readonly accounts?: Type<AccountStore>;
  /** Port: how pages are rendered. Default: Handlebars. */
  readonly pages?: Type<PageRenderer>;
  /** Port: who may exchange which token for which audience. Default: the rules of the `exchange` option. */
  readonly exchangePolicy?: Type<ExchangePolicy>;
  /** Port: how addresses that clients name are reached. Default: https to public addresses only. */
  readonly outgoing?: Type<OutgoingHttp>;
  /** Port: how mails leave. Default: what the `mail` option names; without either, none is sent. */
  readonly mailer?: Type<Mailer>;
  /** Port: what is counted and timed for operators. Default: nothing. */
  readonly metrics?: Type<Metrics>;
  /** Port: the time. Default: the system's. */
  readonly clock?: Type<Clock>;
}
