import { AccountStore } from '../accounts/account-store.js';
import {
  accessDenied,
  authorizationPending,
  expiredToken,
  invalidGrant,
  slowDown,
} from '../errors/catalogue.js';
import { audienceFor } from '../grants/audience.js';
import { GrantType, type Grant } from '../grants/grant-type.decorator.js';
import { stillAllowed } from '../grants/still-allowed.js';
import type { TokenRequest } from '../grants/token-request.js';
import { userBehind } from '../grants/user-behind.js';
import { ResolvedOptions } from '../oauth.options.js';
import { DEVICE_CODE } from '../clients/application-type.js';
import { Clock } from '../primitives/clock.js';
import { sameDigest } from '../primitives/digest.js';
import { readHandle } from '../primitives/handle.js';
import { Database } from '../storage/database.js';
import type { Approval } from '../tokens/approval.js';
import { Authorization } from '../tokens/authorization.entity.js';
import { Authorizations } from '../tokens/authorizations.js';
import { DeviceCode } from './device-code.entity.js';
import { DeviceCodes } from './device-codes.js';

/** A device asks whether its user has decided (RFC 8628 section 3.4). */
@GrantType(DEVICE_CODE)
export class DeviceCodeGrant implements Grant {
  constructor(
    private readonly database: Database,
    private readonly codes: DeviceCodes,
    private readonly authorizations: Authorizations,
    private readonly accounts: AccountStore,
    private readonly clock: Clock,
    private readonly options: ResolvedOptions,
  ) {}

  async approve(request: TokenRequest): Promise<Approval> {
    const { client } = request;
    const handle = readHandle(request.required('device_code'));
    const found =
      handle && (await this.database.findWith(DeviceCode, { id: handle.id }, Authorization, 'id'));
    if (!found) throw invalidGrant.because('unknown device code');
    const [code, authorization] = found;
    if (!sameDigest(code.digest, handle.digest)) throw invalidGrant.because('unknown device code');
    // Nor does an attempt by another client slow the device down.
    if (code.clientId !== client.clientId) throw invalidGrant.because('device code of another client');
    if (code.consumedAt === null && code.expiresAt <= this.clock.now()) throw expiredToken;
    if (!(await this.codes.poll(code))) throw slowDown;
    await this.refuseReplay(code, authorization);
    if (code.status === 'denied') throw accessDenied.as(400);
    if (!authorization) throw authorizationPending;

    if (authorization.revokedAt !== null) throw invalidGrant.because('authorization is revoked');
    await userBehind(authorization, this.accounts);
    const requested = request.optional('resource');
    return {
      client,
      subject: authorization.subject,
      scopes: stillAllowed(authorization.scopes, client),
      audience: audienceFor(client, requested, authorization.resources, this.options.issuer),
      authorization,
      nonce: null,
      consumes: { kind: 'one_time_code', code, table: DeviceCode },
    };
  }

  /**
   * Two that hold the same device code: one of them has stolen it (as policy P4). Polls of one device that overtake each
   * other do not get here, since only one at a time is due.
   */
  private async refuseReplay(code: DeviceCode, authorization: Authorization | null): Promise<void> {
    if (code.consumedAt === null) return;
    if (authorization) await this.authorizations.revoke(authorization, 'device_code.replayed');
    throw invalidGrant.because('device code was used before');
  }
}
