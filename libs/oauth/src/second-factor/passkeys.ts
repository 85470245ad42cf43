import { Injectable } from '@nestjs/common';
import type * as WebAuthn from '@simplewebauthn/server';
import type { Account, FactorMethod } from '../accounts/account-store.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { sha256 } from '../primitives/digest.js';
import { below } from '../storage/conditions.js';
import { Database } from '../storage/database.js';
import { DuplicateKey } from '../storage/storage-error.js';
import { PasskeyChallenges } from './passkey-challenges.js';
import { Passkey } from './passkey.entity.js';
import { challengeOf, credentialIdOf, readCredential, type Credential } from './credential.js';
import { RelyingParty } from './relying-party.js';

/** More than anybody has. */
const MAX_PASSKEYS = 20;
/** As the columns have room for. Bytes. */
const MAX_CREDENTIAL_ID = 1023;
const MAX_PUBLIC_KEY = 2000;

type RegistrationAnswer = Parameters<typeof WebAuthn.verifyRegistrationResponse>[0]['response'];
type AuthenticationAnswer = Parameters<typeof WebAuthn.verifyAuthenticationResponse>[0]['response'];
type Transports = NonNullable<RegistrationAnswer['response']['transports']>;

/** Two hundred files that a process loads when somebody uses a passkey, and not at its start. */
const webAuthn = (): Promise<typeof WebAuthn> => import('@simplewebauthn/server');

/** Whether its key is in one device or travels between several. */
export type PasskeyMethod = Extract<FactorMethod, 'hardware-passkey' | 'synced-passkey'>;

/** A passkey that has proven its user. */
export interface ProvenPasskey {
  readonly subject: string;
  readonly method: PasskeyMethod;
}

/** Passkeys of users (WebAuthn Level 3). What the browser says is judged here, never believed. */
@Injectable()
export class Passkeys {
  constructor(
    private readonly database: Database,
    private readonly challenges: PasskeyChallenges,
    private readonly party: RelyingParty,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {}

  /** What `navigator.credentials.create` is to be called with. */
  async creationOptions({ subject, username, claims }: Account, purpose: string): Promise<object> {
    const { generateRegistrationOptions } = await webAuthn();
    const known = await this.of(subject);
    return generateRegistrationOptions({
      rpName: this.options.brand.name,
      rpID: this.party.id,
      userID: userHandle(subject),
      userName: username,
      userDisplayName: String(claims.name ?? username),
      challenge: await this.challenges.issue(purpose),
      attestationType: 'none',
      // Whoever can keep it for sign-in without a name does; a key without room for that is a second factor still.
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
      excludeCredentials: known.map(describe),
    });
  }

  /**
   * @param answer JSON of the browser's PublicKeyCredential
   * @param name as the user calls it
   * @returns what was added, or why nothing was
   */
  async add(
    subject: string,
    purpose: string,
    answer: string,
    name: string,
  ): Promise<PasskeyMethod | 'refused' | 'many'> {
    const credential = readCredential(answer);
    const challenge = credential && challengeOf(credential);
    if (!challenge || !(await this.challenges.claim(challenge, purpose))) return 'refused';
    if ((await this.of(subject)).length >= MAX_PASSKEYS) return 'many';
    const made = await this.registered(credential, challenge);
    if (!made) return 'refused';
    const credentialId = Buffer.from(made.credentialID);
    const publicKey = Buffer.from(made.credentialPublicKey);
    if (credentialId.length > MAX_CREDENTIAL_ID || publicKey.length > MAX_PUBLIC_KEY) return 'refused';
    try {
      await this.database.insert(Passkey, {
        id: sha256(credentialId),
        credentialId,
        subject,
        publicKey,
        counter: made.counter,
        transports: transportsOf(credential),
        name,
        backedUp: made.credentialBackedUp,
        createdAt: this.clock.now(),
      });
      return methodOf(made);
    } catch (error) {
      if (error instanceof DuplicateKey) return 'refused';
      throw error;
    }
  }

  /**
   * What `navigator.credentials.get` is to be called with.
   *
   * @param subject whose passkey it must be; null for whoever has one that is kept with its user's name, and then it
   *   must verify its user, because it is the only factor
   */
  async requestOptions(subject: string | null, purpose: string): Promise<object> {
    const { generateAuthenticationOptions } = await webAuthn();
    const known = subject === null ? [] : await this.of(subject);
    return generateAuthenticationOptions({
      rpID: this.party.id,
      challenge: await this.challenges.issue(purpose),
      userVerification: subject === null ? 'required' : 'preferred',
      ...(subject !== null && { allowCredentials: known.map(describe) }),
    });
  }

  /**
   * @param answer JSON of the browser's PublicKeyCredential
   * @param subject as for `requestOptions`
   * @returns null when it proves nothing
   */
  async prove(answer: string, subject: string | null, purpose: string): Promise<ProvenPasskey | null> {
    const credential = readCredential(answer);
    const challenge = credential && challengeOf(credential);
    if (!challenge || !(await this.challenges.claim(challenge, purpose))) return null;
    const passkey = await this.database.find(Passkey, { id: sha256(credentialIdOf(credential)) });
    if (!passkey || (subject !== null && passkey.subject !== subject)) return null;
    const shown = await this.authenticated(credential, challenge, passkey, subject === null);
    if (!shown) return null;
    const { newCounter, credentialBackedUp } = shown;
    // Two copies of one key count by themselves: the one that is behind is refused, also if both come at once.
    const where = { id: passkey.id, counter: newCounter === 0 ? 0 : below(newCounter) };
    const changes = { counter: newCounter, backedUp: credentialBackedUp, lastUsedAt: this.clock.now() };
    if ((await this.database.update(Passkey, where, changes)) !== 1) return null;
    return {
      subject: passkey.subject,
      method: methodOf({ credentialBackedUp }),
    };
  }

  /** @returns false when the user has no such passkey (any more) */
  async rename(subject: string, id: Buffer, name: string): Promise<boolean> {
    return (await this.database.update(Passkey, { id, subject }, { name })) === 1;
  }

  private of(subject: string): Promise<Passkey[]> {
    return this.database.findMany(Passkey, { subject });
  }

  private async registered(credential: Credential, challenge: Buffer) {
    const { verifyRegistrationResponse } = await webAuthn();
    try {
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response: credential as unknown as RegistrationAnswer,
        expectedChallenge: challenge.toString('base64url'),
        expectedOrigin: this.party.origin,
        expectedRPID: this.party.id,
        requireUserVerification: false,
      });
      return verified ? registrationInfo : undefined;
    } catch {
      // Whatever is wrong with it, it is no passkey of ours.
      return undefined;
    }
  }

  private async authenticated(credential: Credential, challenge: Buffer, passkey: Passkey, alone: boolean) {
    const handle = credential.response['userHandle'];
    // WebAuthn section 7.2 step 6: without a name the user handle says whose it is meant to be.
    const isMeant = handle ? handle === userHandle(passkey.subject) : !alone;
    if (!isMeant) return undefined;
    const { verifyAuthenticationResponse } = await webAuthn();
    try {
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: credential as unknown as AuthenticationAnswer,
        expectedChallenge: challenge.toString('base64url'),
        expectedOrigin: this.party.origin,
        expectedRPID: this.party.id,
        requireUserVerification: alone,
        authenticator: {
          credentialID: passkey.credentialId,
          credentialPublicKey: passkey.publicKey,
          counter: passkey.counter,
        },
      });
      return verified ? authenticationInfo : undefined;
    } catch {
      return undefined;
    }
  }
}

function methodOf({ credentialBackedUp }: { readonly credentialBackedUp: boolean }): PasskeyMethod {
  return credentialBackedUp ? 'synced-passkey' : 'hardware-passkey';
}

/** `user.id` of a subject (WebAuthn section 14.6.1): nobody reads a name out of it. */
function userHandle(subject: string): string {
  return sha256(subject).toString('base64url');
}

function describe({ credentialId, transports }: Passkey) {
  return { id: credentialId, type: 'public-key' as const, transports: transports as Transports };
}

/** As the browser named them, for the next time; names of a later specification are kept. */
function transportsOf({ response }: Credential): string[] {
  const given = response['transports'];
  if (!Array.isArray(given)) return [];
  return given
    .filter((name): name is string => typeof name === 'string' && /^[a-z-]{1,20}$/.test(name))
    .slice(0, 8);
}
