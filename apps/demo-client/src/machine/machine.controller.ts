import { Controller, Get, Header, NotFoundException, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DemoClientOptions, type ClientCredentials } from '../demo-client.options.js';
import { SameOriginGuard } from '../sessions/same-origin.guard.js';
import { Sessions } from '../sessions/sessions.js';
import { machinePage } from './machine.page.js';
import { Machine } from './machine.js';

@Controller('machine')
@UseGuards(SameOriginGuard)
export class MachineController {
  constructor(
    private readonly options: DemoClientOptions,
    private readonly machine: Machine,
    private readonly sessions: Sessions,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  show(@Req() request: Request, @Res() response: Response): void {
    const story = this.sessions.find(request)?.machine ?? null;
    response.type('html').send(machinePage(this.configured(), story).markup);
  }

  @Post()
  async run(@Req() request: Request, @Res() response: Response): Promise<void> {
    this.configured();
    const session = this.sessions.findOrBegin(request, response);
    await session.exclusively(async () => {
      session.machine = await this.machine.run();
    });
    response.redirect(303, '/machine#step-machine-token');
  }

  private configured(): ClientCredentials {
    if (!this.options.machine) throw new NotFoundException('No machine client is configured.');
    return this.options.machine;
  }
}
