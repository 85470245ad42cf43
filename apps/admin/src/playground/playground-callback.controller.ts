import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Access } from '../access/access.js';
import type { Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { Playground } from './playground.js';

/** Where the authorization server sends the browser back to. The answer belongs to a run of whoever is signed in. */
@ApiExcludeController()
@Access('playground.run')
@Controller('playground')
export class PlaygroundCallbackController {
  constructor(private readonly playground: Playground) {}

  @Get('callback')
  async finish(
    @Req() request: Request,
    @CurrentAdmin() { actor }: Admin,
    @Res() response: Response,
  ): Promise<void> {
    const id = await this.playground.finish(
      new URL(request.originalUrl, 'http://self').search,
      actor.subject,
    );
    // Never from a cache: the address holds a one-time value.
    response.set('Cache-Control', 'no-store').redirect(303, `/playground/${id}`);
  }
}
