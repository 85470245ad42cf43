import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AdminAccess } from '../access/admin-access.decorator.js';
import type { Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { isoTime } from '../wire/iso-time.js';
import { Checklist } from './checklist.js';
import { EventHours } from './event-hours.js';
import { Overview, reachOfSignIns } from './overview.js';
import { ChartsResponse, OverviewResponse } from './overview.response.js';

/** The state of the installation at a glance. */
@ApiTags('overview')
@AdminAccess('overview.read')
@Controller('api/overview')
export class OverviewController {
  constructor(
    private readonly overview: Overview,
    private readonly hours: EventHours,
    private readonly checklist: Checklist,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Read the numbers of the overview; each is that of a list' })
  @ApiOkResponse({ type: OverviewResponse })
  read(@CurrentAdmin() admin: Admin): Promise<OverviewResponse> {
    return this.overview.of(admin);
  }

  @Get('charts')
  @ApiOperation({ summary: 'Count sign-ins and errors of the last 24 hours by the hour' })
  @ApiOkResponse({ type: ChartsResponse })
  async charts(@CurrentAdmin() admin: Admin): Promise<ChartsResponse> {
    const signIns = reachOfSignIns(admin);
    const hours = signIns && (await this.hours.of(signIns));
    return { hours: hours && hours.map(({ at, ...counts }) => ({ at: isoTime(at), ...counts })) };
  }

  @Post('first-steps/dismiss')
  @HttpCode(204)
  @ApiOperation({ summary: 'Show the first steps to me no more' })
  @ApiNoContentResponse()
  async dismiss(@CurrentAdmin() admin: Admin): Promise<void> {
    await this.checklist.dismiss(admin.actor.subject);
  }
}
