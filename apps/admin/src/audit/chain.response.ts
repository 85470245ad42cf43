import { ApiProperty } from '@nestjs/swagger';
import type { ChainHead, Findings } from '@portcullis/oauth';
import { isoTime } from '../wire/iso-time.js';
import type { ChainCheck } from './chain-check.entity.js';

const OPTIONAL_TIME = { type: String, format: 'date-time', nullable: true } as const;

export class FindingsResponse {
  @ApiProperty() count: number;
  @ApiProperty({ type: [String], description: 'References of the first few.' }) references: readonly string[];
}

/** What a check found. */
export class ChainReportResponse {
  @ApiProperty({ description: 'Verified up to this seal.' }) upTo: number;
  @ApiProperty() seals: number;
  @ApiProperty({ description: 'Events that stand as they were sealed.' }) intact: number;
  @ApiProperty({ description: 'Events that are gone because their time was over.' }) expired: number;
  @ApiProperty({ description: 'Events that are too young for a seal.' }) waiting: number;
  @ApiProperty({ type: FindingsResponse }) changed: Findings;
  @ApiProperty({ type: FindingsResponse, description: 'Gone before their time.' }) missing: Findings;
  @ApiProperty({ type: FindingsResponse, description: 'Written by something else than this server.' })
  inserted: Findings;
  @ApiProperty({ type: [Number], description: 'Seals that are gone, were changed or do not follow.' })
  brokenSeals: readonly number[];
  @ApiProperty() isWhole: boolean;
}

/** The last check of the chain. */
export class ChainCheckResponse {
  @ApiProperty({ type: String, format: 'date-time' }) startedAt: string;
  @ApiProperty() startedBy: string;
  @ApiProperty() isRunning: boolean;
  @ApiProperty({ description: 'How far it has come.' }) seal: number;
  @ApiProperty({ description: 'How far it has to go; 0 until that is known.' }) seals: number;
  @ApiProperty(OPTIONAL_TIME) finishedAt: string | null;
  @ApiProperty({
    type: ChainReportResponse,
    nullable: true,
    description: 'Null while it runs, or if it broke off.',
  })
  report: ChainReportResponse | null;
}

/** The chain over the audit log. */
export class ChainResponse {
  @ApiProperty({ description: 'Number of the last seal; 0 before the first.' }) sealed: number;
  @ApiProperty(OPTIONAL_TIME) sealedAt: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Of the last seal. Kept elsewhere, it proves later that the end was not cut off.',
  })
  hash: string | null;
  @ApiProperty({ type: ChainCheckResponse, nullable: true }) check: ChainCheckResponse | null;
}

export function toChainResponse(
  head: ChainHead,
  check: ChainCheck | null,
  isRunning: boolean,
): ChainResponse {
  return {
    sealed: head.number,
    sealedAt: isoTime(head.sealedAt),
    hash: head.hash,
    check: check && {
      startedAt: isoTime(check.startedAt),
      startedBy: check.startedBy,
      isRunning,
      seal: check.seal,
      seals: check.seals,
      finishedAt: isoTime(check.finishedAt),
      report: check.report,
    },
  };
}
