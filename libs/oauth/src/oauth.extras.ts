import type { Type } from '@nestjs/common';
import type { AccountStore } from './accounts/account-store.js';
import type { PageRenderer } from './interaction/page-renderer.js';
import type { Clock } from './primitives/clock.js';

/** Given beside the options, not by the factory: they shape the module before any asynchronous value is known. */
export abstract class OAuthExtras {
  /** Path of the endpoints. Default: `oauth`. */
  readonly prefix: string = 'oauth';
  /** Makes the exported services available everywhere without importing the module again. Default: false. */
  readonly isGlobal?: boolean;
  /** Name of the TypeORM DataSource that has our entities. Default: the unnamed one. */
  readonly dataSource?: string;
  /** Port: your users. Default: the `User` entity. */
  readonly accounts?: Type<AccountStore>;
  /** Port: how pages are rendered. Default: Handlebars. */
  readonly pages?: Type<PageRenderer>;
  /** Port: the time. Default: the system's. */
  readonly clock?: Type<Clock>;
}
