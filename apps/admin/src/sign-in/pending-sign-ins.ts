import { Injectable } from '@nestjs/common';
import { Clock, Database, deriveKey, mintHandle, open, readHandle, seal } from '@portcullis/oauth';
import { randomNonce, randomPKCECodeVerifier } from 'openid-client';
import type { SignInChecks } from '../authority/authority.js';
import { AdminSettings } from '../settings.js';
import { PendingSignIn } from './pending-sign-in.entity.js';

/** How long somebody may take to sign in. Milliseconds. */
const LIFETIME = 10 * 60_000;

/** What a sign-in is for. */
export interface SignInWish {
  /** Where to go afterwards. */
  readonly returnTo: string;
  /** The person must prove anew who they are. */
  readonly stepUp: boolean;
  /** Token of a setup link: whoever signs in becomes the owner. */
  readonly setup?: string | undefined;
}

interface Remembered extends SignInWish {
  readonly nonce: string;
  readonly codeVerifier: string;
}

export interface StartedSignIn {
  readonly checks: SignInChecks;
  /** The cookie value that the answer must come back with. */
  readonly cookie: string;
}

export interface ClaimedSignIn {
  readonly checks: SignInChecks;
  readonly wish: SignInWish;
}

/** Remembers a sign-in while the browser is at the authorization server. Each counts once. */
@Injectable()
export class PendingSignIns {
  private readonly sealKey: Buffer;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    settings: AdminSettings,
  ) {
    this.sealKey = deriveKey(settings.masterKey, 'admin-sign-in');
  }

  /**
   * @param cookie the browser's cookie, if it has one. It is kept, so that signing in in two tabs works and a live
   *   session is not lost by opening the sign-in address.
   */
  async start(cookie: string | undefined, wish: SignInWish): Promise<StartedSignIn> {
    const now = this.clock.now();
    const browser = (cookie !== undefined && readHandle(cookie)) || undefined;
    const minted = browser ? undefined : mintHandle(now);
    const state = mintHandle(now);
    const remembered: Remembered = {
      nonce: randomNonce(),
      codeVerifier: randomPKCECodeVerifier(),
      ...wish,
    };
    await this.database.insert(PendingSignIn, {
      id: state.id,
      digest: state.digest,
      boundTo: (browser ?? minted)!.digest,
      sealed: seal(this.sealKey, JSON.stringify(remembered)),
      expiresAt: now + LIFETIME,
    });
    const { nonce, codeVerifier, stepUp } = remembered;
    return { checks: { state: state.value, nonce, codeVerifier, stepUp }, cookie: minted?.value ?? cookie! };
  }

  /** Consumes a sign-in. Undefined when it is unknown, expired, used, or was begun in another browser. */
  async claim(state: unknown, cookie: string | undefined): Promise<ClaimedSignIn | undefined> {
    const handle = typeof state === 'string' ? readHandle(state) : undefined;
    const browser = cookie === undefined ? undefined : readHandle(cookie);
    if (!handle || !browser) return undefined;
    const where = { id: handle.id, digest: handle.digest, boundTo: browser.digest };
    const pending = await this.database.find(PendingSignIn, where);
    if (!pending || pending.expiresAt <= this.clock.now()) return undefined;
    // The delete is the gate: of two callbacks with one state exactly one goes on.
    if ((await this.database.delete(PendingSignIn, where)) !== 1) return undefined;
    const { nonce, codeVerifier, ...wish } = JSON.parse(
      open(this.sealKey, pending.sealed).toString(),
    ) as Remembered;
    return { checks: { state: state as string, nonce, codeVerifier, stepUp: wish.stepUp }, wish };
  }
}
