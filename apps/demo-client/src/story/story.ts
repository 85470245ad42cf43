import type { HttpExchange } from '../exchange/http-exchange.js';

/** One sign-up, from the authorization request to the last thing that was done with its tokens. */
export interface Story {
  readonly authorizationUrl: URL;
  readonly callbackUrl: URL;
  readonly tokenExchange: HttpExchange;
  /** The request for the signing keys; null when openid-client still had them. */
  readonly keysExchange: HttpExchange | null;
  readonly userInfoExchange: HttpExchange | null;
  /** Claims of the ID token that openid-client validated, and of userinfo. */
  /** As it came, to sign out with; null when `openid` was not asked for. */
  readonly idToken: string | null;
  readonly idTokenClaims: Readonly<Record<string, unknown>> | null;
  readonly userInfo: Readonly<Record<string, unknown>> | null;
  readonly firstTokens: Tokens;
  tokens: Tokens;
  apiExchange: HttpExchange | null;
  refresh: Refresh | null;
  readonly events: StoryEvent[];
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly scope: string | null;
  /** Null when the authorization server did not say. */
  readonly expiresAt: Date | null;
}

export interface Refresh {
  readonly exchange: HttpExchange;
  readonly before: Tokens;
  /** Null when the authorization server refused. */
  readonly after: Tokens | null;
  readonly refusal: string | null;
}

export interface StoryEvent {
  readonly at: Date;
  readonly text: string;
  readonly ok: boolean;
}

/** Lines that a story keeps. */
const MAX_EVENTS = 20;

export function addEvent(story: Story, text: string, ok: boolean): void {
  story.events.push({ at: new Date(), text, ok });
  if (story.events.length > MAX_EVENTS) story.events.shift();
}

/** The name to greet the user by: what userinfo and the ID token offer, most friendly first. */
export function userName(story: Story): string {
  const claims = { ...story.idTokenClaims, ...story.userInfo };
  const names = ['name', 'nickname', 'preferred_username', 'sub'].map((name) => claims[name]);
  return names.find((name): name is string => typeof name === 'string' && name !== '') ?? 'somebody';
}
