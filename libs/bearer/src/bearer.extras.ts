import type { Type } from '@nestjs/common';
import type { OutgoingHttp } from './authority/outgoing-http.js';
import type { ReplayStore } from './dpop/replay-store.js';
import type { TokenVerifier } from './verifiers/token-verifier.js';

/** What shapes the module; it stands beside the options and, with `forRootAsync`, beside the factory. */
export interface BearerExtras {
  /** Serves every module of the application, not only those that import it. Default false. */
  isGlobal?: boolean;
  /** Closes every route without `@Bearer()` and `@Public()`, in the whole application. Default true. */
  globalGuard?: boolean;
  /** Port: how the authorization server is reached. Default: `fetch`. */
  http?: Type<OutgoingHttp>;
  /** Port: how tokens are verified. Default: as `mode` says. */
  verifier?: Type<TokenVerifier>;
  /** Port: where used proofs are remembered. Default: in this process; several of them need one store between them. */
  replayStore?: Type<ReplayStore>;
}
