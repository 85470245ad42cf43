import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBadRequestResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AdminAccess, Needs } from '../access/admin-access.decorator.js';
import type { Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { BulkClients } from './bulk-clients.js';
import { BulkRequest } from './bulk.request.js';
import { BulkResponse } from './bulk.response.js';

/** Beside `/api/clients/:clientId`, where any word may be a client id. */
@ApiTags('clients')
@AdminAccess('clients.edit')
@Controller('api/bulk/clients')
@ApiBadRequestResponse({ type: ApiProblemResponse })
export class BulkClientsController {
  constructor(private readonly bulk: BulkClients) {}

  @Post('enable')
  @HttpCode(200)
  @ApiOperation({ summary: 'Enable many clients' })
  @ApiOkResponse({ type: BulkResponse })
  enable(@Body() body: BulkRequest, @CurrentAdmin() admin: Admin): Promise<BulkResponse> {
    return this.bulk.run('enable', 'clients.edit', body, admin);
  }

  @Post('disable')
  @HttpCode(200)
  @ApiOperation({ summary: 'Disable many clients' })
  @ApiOkResponse({ type: BulkResponse })
  disable(@Body() body: BulkRequest, @CurrentAdmin() admin: Admin): Promise<BulkResponse> {
    return this.bulk.run('disable', 'clients.edit', body, admin);
  }

  @Needs('clients.end')
  @Post('delete')
  @HttpCode(200)
  @ApiOperation({ summary: 'Delete many clients' })
  @ApiOkResponse({ type: BulkResponse })
  delete(@Body() body: BulkRequest, @CurrentAdmin() admin: Admin): Promise<BulkResponse> {
    return this.bulk.run('delete', 'clients.end', body, admin);
  }
}
