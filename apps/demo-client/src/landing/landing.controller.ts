import { Controller, Get, Header, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { DemoClientOptions } from '../demo-client.options.js';
import { Sessions } from '../sessions/sessions.js';
import { userName } from '../story/story.js';
import { landingPage } from './landing.page.js';

@Controller()
export class LandingController {
  constructor(
    private readonly options: DemoClientOptions,
    private readonly sessions: Sessions,
  ) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Cache-Control', 'no-store')
  show(@Req() request: Request, @Query('signed-out') signedOut: unknown): string {
    const story = this.sessions.find(request)?.story ?? null;
    return landingPage({
      userName: story && userName(story),
      signedOut: signedOut === 'revoked' || signedOut === 'not-revoked' ? signedOut : null,
      issuer: this.options.issuer,
      api: this.options.resource,
      hasMachine: this.options.machine !== null,
    }).markup;
  }
}
