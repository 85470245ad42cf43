import { Controller, Get, Header, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DemoClientOptions } from '../demo-client.options.js';
import { SameOriginGuard } from '../sessions/same-origin.guard.js';
import { Sessions } from '../sessions/sessions.js';
import { StoryTeller } from './story-teller.js';
import { storyPage } from './story.page.js';
import type { Story } from './story.js';

@Controller()
@UseGuards(SameOriginGuard)
export class StoryController {
  constructor(
    private readonly options: DemoClientOptions,
    private readonly stories: StoryTeller,
    private readonly sessions: Sessions,
  ) {}

  @Get('story')
  @Header('Cache-Control', 'no-store')
  show(@Req() request: Request, @Res() response: Response): void {
    const story = this.sessions.find(request)?.story;
    if (!story) return response.redirect(303, '/');
    response.type('html').send(storyPage(story, this.options.machine !== null, new Date()).markup);
  }

  @Post('call-api')
  async callApi(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.carryOn(request, response, 'step-e', (story) => this.stories.callApi(story));
  }

  @Post('refresh')
  async refresh(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.carryOn(request, response, 'step-refresh', (story) => this.stories.refresh(story));
  }

  @Post('sign-out')
  async signOut(@Req() request: Request, @Res() response: Response): Promise<void> {
    const session = this.sessions.find(request);
    if (session) this.sessions.end(session, response);
    const story = session?.story;
    if (!story) return response.redirect(303, '/');
    const outcome = await session.exclusively(() => this.stories.revoke(story));
    const elsewhere = await this.stories.farewell(story, outcome);
    response.redirect(303, elsewhere?.href ?? `/?signed-out=${outcome}`);
  }

  /** Back from the authorization server, where the session has ended. */
  @Get('signed-out')
  @Header('Cache-Control', 'no-store')
  signedOut(@Query('state') state: unknown, @Res() response: Response): void {
    const outcome = state === 'revoked' ? 'revoked' : 'not-revoked';
    response.redirect(303, `/?signed-out=${outcome}`);
  }

  /** Acts, then answers with the page, so that reloading never acts again. */
  private async carryOn(
    request: Request,
    response: Response,
    section: string,
    act: (story: Story) => Promise<void>,
  ): Promise<void> {
    const session = this.sessions.find(request);
    const story = session?.story;
    if (!story) return response.redirect(303, '/');
    await session.exclusively(() => act(story));
    response.redirect(303, `/story#${section}`);
  }
}
