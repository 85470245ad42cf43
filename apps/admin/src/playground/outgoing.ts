export const STEPS = [
  'authorization_request',
  'authorization_response',
  'device_authorization',
  'poll',
  'token',
  'userinfo',
  'introspect',
  'refresh',
  'replay',
  'revoke',
] as const;
export type Step = (typeof STEPS)[number];

/** A request that is about to be sent. */
export interface Outgoing {
  readonly step: Step;
  readonly url: string;
  readonly form?: URLSearchParams;
  /** How the request proves itself: as the client, by an access token, or not at all. */
  readonly as:
    | { readonly kind: 'client'; readonly clientId: string; readonly secret: string }
    | { readonly kind: 'token'; readonly token: string };
}
