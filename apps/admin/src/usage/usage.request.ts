import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';

/** How far back, counted from now. Milliseconds. */
const DAY = 86_400_000;
export const USAGE_PERIODS = { '24h': DAY, '7d': 7 * DAY, '30d': 30 * DAY, '90d': 90 * DAY } as const;

export type UsagePeriod = keyof typeof USAGE_PERIODS;

export class UsageRequest {
  @ApiPropertyOptional({ enum: Object.keys(USAGE_PERIODS), default: '24h' })
  @IsIn(Object.keys(USAGE_PERIODS))
  within: UsagePeriod = '24h';

  @ApiPropertyOptional({ example: 'refresh_token', maxLength: 200 })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  grant?: string;

  @ApiPropertyOptional({ description: 'Tokens of this client.', maxLength: 200 })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  client?: string;
}
