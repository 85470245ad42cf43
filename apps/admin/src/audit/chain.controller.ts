import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuditChain } from '@portcullis/oauth';
import { AdminAccess, Needs } from '../access/admin-access.decorator.js';
import type { Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { ChainChecks } from './chain-checks.js';
import { ChainResponse, toChainResponse } from './chain.response.js';

/** Proof that nobody edited the audit log in the database. */
@ApiTags('audit')
@AdminAccess('audit.read')
@Controller('api/audit/chain')
export class ChainController {
  constructor(
    private readonly chain: AuditChain,
    private readonly checks: ChainChecks,
  ) {}

  @Get()
  @ApiOperation({ summary: 'How far the audit log is sealed, and what its last check found' })
  @ApiOkResponse({ type: ChainResponse })
  async read(): Promise<ChainResponse> {
    const [head, check] = await Promise.all([this.chain.head(), this.checks.last()]);
    return toChainResponse(head, check, check !== null && this.checks.isRunning(check));
  }

  @Needs('audit.export')
  @Post('verify')
  @HttpCode(202)
  @ApiOperation({ summary: 'Check the whole audit log against its seals; GET tells how far it has come' })
  @ApiAcceptedResponse({ type: ChainResponse })
  async verify(@CurrentAdmin() admin: Admin): Promise<ChainResponse> {
    await this.checks.begin(admin.actor);
    return this.read();
  }
}
