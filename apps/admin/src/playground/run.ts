import type { Exchange } from './exchange.js';

export const FLOWS = ['authorization_code', 'device', 'client_credentials'] as const;
export type Flow = (typeof FLOWS)[number];

export interface HeldTokens {
  readonly access: string;
  readonly id: string | null;
  readonly refresh: string | null;
  /** The one before `refresh`: to see what happens when it comes again. */
  readonly spentRefresh: string | null;
}

/** What a device shows its user (RFC 8628 section 3.2). */
export interface DeviceStep {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly verificationUri: string;
  readonly verificationUriComplete: string | null;
  /** Seconds between two polls. */
  readonly interval: number;
}

/** One run of a flow, as it is kept between two steps. */
export interface Run {
  readonly flow: Flow;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly scopes: readonly string[];
  /** What the way through the browser must come back with; null once it has. */
  readonly pending: { readonly state: string; readonly codeVerifier: string } | null;
  /** Of the authorization request; the ID token must hold it (OpenID Connect Core section 3.1.3.7). */
  readonly nonce: string | null;
  readonly device: DeviceStep | null;
  readonly tokens: HeldTokens | null;
  /** In the order in which they happened. */
  readonly exchanges: readonly Exchange[];
}

/** Whoever needs more than this begins a new run. */
export const MAX_EXCHANGES = 40;

/** Another exchange of a run. A poll that brought nothing gives way to the next one. */
export function withExchange(run: Run, exchange: Exchange): Run {
  const last = run.exchanges.at(-1);
  const isPollAgain = exchange.step === 'poll' && last?.step === 'poll';
  const before = isPollAgain ? run.exchanges.slice(0, -1) : run.exchanges;
  return { ...run, exchanges: [...before, exchange] };
}
