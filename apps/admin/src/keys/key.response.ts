import { ApiProperty } from '@nestjs/swagger';
import {
  KEYS_NOTICED_WITHIN,
  PUBLISH_AHEAD,
  RETENTION,
  type KeyState,
  type ListedKey,
  type SigningAlgorithm,
} from '@portcullis/oauth';
import { isoTime } from '../wire/iso-time.js';

const TIME = { type: String, format: 'date-time' } as const;
const OPTIONAL_TIME = { ...TIME, nullable: true } as const;

/** A signing key, without its private part, which nobody can read. */
export class KeyResponse {
  @ApiProperty({ description: 'Stands in the header of every token it signs (RFC 7638).' }) kid: string;
  @ApiProperty({ enum: ['ES256', 'RS256'] }) algorithm: SigningAlgorithm;
  @ApiProperty({ enum: ['sig'] }) use: 'sig';
  @ApiProperty({
    enum: ['next', 'active', 'retiring', 'retired'],
    description:
      'next: published, does not sign yet. active: signs. retiring: has a successor, its tokens are still good. ' +
      'retired: its tokens are refused.',
  })
  state: KeyState;
  @ApiProperty(TIME) createdAt: string;
  @ApiProperty({ ...TIME, description: 'When it begins to sign.' }) activatesAt: string;
  @ApiProperty({
    ...TIME,
    description: 'A key that waits can be made to sign from then on: caches know it by then.',
  })
  earliestActivation: string;
  @ApiProperty({ ...OPTIONAL_TIME, description: 'When its successor takes over.' })
  signsUntil: string | null;
  @ApiProperty({ ...OPTIONAL_TIME, description: 'When it leaves the JWK Set and its tokens are refused.' })
  retiresAt: string | null;
  @ApiProperty({ ...OPTIONAL_TIME, description: 'When somebody ended it before its time.' })
  retiredAt: string | null;
  @ApiProperty({
    ...OPTIONAL_TIME,
    description: 'No token of it can be live from then on. Null: retire it first.',
  })
  deletableAt: string | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'As it stands in the JWK Set (RFC 7517).',
  })
  publicJwk: Record<string, string>;
}

/** A signing key in the list. */
export class ListedKeyResponse extends KeyResponse {
  @ApiProperty({ description: 'Tokens of the last 90 days; some seconds behind.' }) tokensSigned: number;
}

/** All signing keys, and the times that hold for each of them. */
export class KeysResponse {
  @ApiProperty({ type: [ListedKeyResponse] }) items: ListedKeyResponse[];
  @ApiProperty({ description: 'A key is published this long before it may sign. Seconds.' })
  publishAheadSeconds: number;
  @ApiProperty({
    description: 'Every process of the authorization server has noticed a change by then. Seconds.',
  })
  noticedWithinSeconds: number;
  @ApiProperty({ description: 'A key that has stopped signing stays published this long. Seconds.' })
  retentionSeconds: number;
}

/** @param signed how many tokens by key id */
export function toKeysResponse(
  keys: readonly ListedKey[],
  signed: ReadonlyMap<string, number>,
): KeysResponse {
  return {
    items: keys.map((key) => ({ ...toKeyResponse(key), tokensSigned: signed.get(key.kid) ?? 0 })),
    publishAheadSeconds: PUBLISH_AHEAD / 1000,
    noticedWithinSeconds: KEYS_NOTICED_WITHIN / 1000,
    retentionSeconds: RETENTION / 1000,
  };
}

export function toKeyResponse(key: ListedKey): KeyResponse {
  return {
    kid: key.kid,
    algorithm: key.alg,
    use: 'sig',
    state: key.state,
    createdAt: isoTime(key.createdAt),
    activatesAt: isoTime(key.activatesAt),
    earliestActivation: isoTime(key.earliestActivation),
    signsUntil: isoTime(key.signsUntil),
    retiresAt: isoTime(key.publishedUntil),
    retiredAt: isoTime(key.retiredAt),
    deletableAt: isoTime(key.deletableAt),
    publicJwk: key.publicJwk as Record<string, string>,
  };
}
