import { ApiProperty } from '@nestjs/swagger';
import { CheckResponse } from '../checks/check.response.js';
import { GrantUsageResponse } from '../usage/usage.response.js';
import { FIRST_STEPS } from './checklist.js';

/** A number, which is that of the list that it is a link to. */
export class CountResponse {
  @ApiProperty() total: number;
  @ApiProperty({ description: 'There are more than `total`.' }) more: boolean;
}

export class SignInCountsResponse {
  @ApiProperty({ type: CountResponse }) succeeded: CountResponse;
  @ApiProperty({ type: CountResponse }) failed: CountResponse;
}

export class SigningKeyResponse {
  @ApiProperty() kid: string;
  @ApiProperty({ example: 'ES256' }) alg: string;
  @ApiProperty({ type: String, format: 'date-time', description: 'Since when it signs.' })
  activatesAt: string;
}

export class FirstStepResponse {
  @ApiProperty({ enum: FIRST_STEPS }) step: (typeof FIRST_STEPS)[number];
  @ApiProperty() done: boolean;
}

/** The state of the installation. What somebody may not read is null. */
export class OverviewResponse {
  @ApiProperty({ type: SignInCountsResponse, nullable: true, description: 'Of the last 24 hours.' })
  signIns: SignInCountsResponse | null;
  @ApiProperty({ type: [GrantUsageResponse], description: 'Access tokens of the last 24 hours.' })
  tokens: GrantUsageResponse[];
  @ApiProperty({ type: CountResponse, description: 'Those that are not disabled.' })
  activeClients: CountResponse;
  @ApiProperty({ type: CountResponse, nullable: true }) users: CountResponse | null;
  @ApiProperty({ type: CountResponse, description: 'Within 30 days.' })
  expiringSecrets: CountResponse;
  @ApiProperty({ type: CountResponse }) openChecks: CountResponse;
  @ApiProperty({ type: [CheckResponse], description: 'The most severe of them.' })
  worstChecks: CheckResponse[];
  @ApiProperty({ type: SigningKeyResponse, nullable: true }) signingKey: SigningKeyResponse | null;
  @ApiProperty({
    type: [FirstStepResponse],
    nullable: true,
    description: 'What is left to do after the installation; null when nothing is, or it was dismissed.',
  })
  firstSteps: FirstStepResponse[] | null;
}

export class ChartHourResponse {
  @ApiProperty({ type: String, format: 'date-time', description: 'When the hour began.' }) at: string;
  @ApiProperty({ description: 'Sign-ins.' }) succeeded: number;
  @ApiProperty({ description: 'Sign-ins.' }) failed: number;
  @ApiProperty({ description: 'Error pages that somebody was shown.' }) errors: number;
}

export class ChartsResponse {
  @ApiProperty({
    type: [ChartHourResponse],
    nullable: true,
    description: 'The last 24 hours and the one that runs; null for who may not read the audit log.',
  })
  hours: ChartHourResponse[] | null;
}
