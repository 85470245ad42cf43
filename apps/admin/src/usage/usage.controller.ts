import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AdminAccess } from '../access/admin-access.decorator.js';
import { TokenUsage } from './token-usage.js';
import { UsageRequest } from './usage.request.js';
import { UsageResponse } from './usage.response.js';

/** What the authorization server has issued. */
@ApiTags('usage')
@AdminAccess('overview.read')
@Controller('api/usage')
export class UsageController {
  constructor(private readonly usage: TokenUsage) {}

  @Get()
  @ApiOperation({ summary: 'Count the access tokens that were issued, by grant type and by client' })
  @ApiOkResponse({ type: UsageResponse })
  read(@Query() { within, grant, client }: UsageRequest): Promise<UsageResponse> {
    return this.usage.of(within, grant, client);
  }
}
