import { AccountStore } from '../accounts/account-store.js';
import { invalidGrant } from '../errors/catalogue.js';
import { ResolvedOptions } from '../oauth.options.js';
import { Clock } from '../primitives/clock.js';
import { sameDigest } from '../primitives/digest.js';
import { readHandle } from '../primitives/handle.js';
import { verifierMatches } from '../primitives/pkce.js';
import { Database } from '../storage/database.js';
import type { Approval } from '../tokens/approval.js';
import { AuthorizationCode } from '../tokens/authorization-code.entity.js';
import { Authorization } from '../tokens/authorization.entity.js';
import { Authorizations } from '../tokens/authorizations.js';
import { CodeIssuer } from '../tokens/code-issuer.js';
import { approveCode } from './approve-code.js';
import { GrantType, type Grant } from './grant-type.decorator.js';
import { userBehind } from './user-behind.js';
import type { TokenRequest } from './token-request.js';

/** RFC 6749 section 4.1.3 with PKCE (RFC 7636 section 4.6). */
@GrantType('authorization_code')
export class AuthorizationCodeGrant implements Grant {
  constructor(
    private readonly database: Database,
    private readonly codes: CodeIssuer,
    private readonly authorizations: Authorizations,
    private readonly accounts: AccountStore,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {}

  async approve(request: TokenRequest): Promise<Approval> {
    const handle = readHandle(request.required('code'));
    const found =
      handle && (await this.database.findWith(AuthorizationCode, { id: handle.id }, Authorization, 'id'));
    if (!found) throw invalidGrant.because('unknown code');
    const [code, authorization] = found;
    if (!authorization || !sameDigest(code.digest, handle.digest)) throw invalidGrant.because('unknown code');

    // An attempt by another client does not burn the code (policy P3).
    if (authorization.clientId !== request.client.clientId)
      throw invalidGrant.because('code of another client');
    // Nor does one without the key that the authorization request named (RFC 9449 section 10).
    if (code.dpopJkt !== null && code.dpopJkt !== request.dpopJkt) {
      throw invalidGrant.because('code is bound to another key');
    }
    const redirectUri = request.optional('redirect_uri');
    if (redirectUri !== undefined && redirectUri !== code.redirectUri) {
      throw invalidGrant.because('redirect_uri is not that of the authorization request');
    }
    await this.checkVerifier(request.optional('code_verifier'), code);

    // A replay with the right parameters may mean that the code was stolen (RFC 6749 section 4.1.2, policy P4).
    if (code.consumedAt !== null) {
      await this.authorizations.revoke(authorization, 'authorization_code.replayed');
      throw invalidGrant.because('code was used before');
    }
    if (code.expiresAt <= this.clock.now()) throw invalidGrant.because('code has expired');
    if (authorization.revokedAt !== null) throw invalidGrant.because('authorization is revoked');
    const account = await userBehind(authorization, this.accounts);

    const terms = {
      client: request.client,
      authorization,
      account,
      resource: request.optional('resource'),
      nonce: code.nonce,
      issuer: this.options.issuer,
    };
    return { ...approveCode(terms), consumes: { kind: 'authorization_code', code } };
  }

  private async checkVerifier(verifier: string | undefined, code: AuthorizationCode): Promise<void> {
    if (code.codeChallenge === null) {
      // Otherwise an attacker could strip the challenge and nobody would notice (RFC 9700 section 2.1.1).
      if (verifier !== undefined) throw invalidGrant.because('verifier without challenge');
      return;
    }
    if (verifier === undefined) throw invalidGrant.because('code_verifier is missing');
    if (verifierMatches(verifier, code.codeChallenge)) return;
    // Ends guessing: a wrong verifier burns the code (policy P2).
    await this.codes.burn(code);
    throw invalidGrant.because('code_verifier does not match');
  }
}
