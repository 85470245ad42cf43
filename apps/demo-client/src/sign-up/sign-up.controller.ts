import { Controller, Get, Header, Logger, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Sessions } from '../sessions/sessions.js';
import { StoryTeller } from '../story/story-teller.js';
import { SignUpFailure } from './sign-up-failure.js';
import { signUpFailedPage } from './sign-up-failed.page.js';
import { SignUp } from './sign-up.js';

@Controller()
export class SignUpController {
  private readonly logger = new Logger(SignUpController.name);

  constructor(
    private readonly signUp: SignUp,
    private readonly stories: StoryTeller,
    private readonly sessions: Sessions,
  ) {}

  @Get('sign-up')
  @Header('Cache-Control', 'no-store')
  async begin(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.orTell(response, async () => {
      const session = this.sessions.findOrBegin(request, response);
      response.redirect(303, (await this.signUp.begin(session)).href);
    });
  }

  @Get('callback')
  @Header('Cache-Control', 'no-store')
  async finish(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.orTell(response, async () => {
      const session = this.sessions.find(request);
      const mark = request.originalUrl.indexOf('?');
      const story = await this.signUp.finish(session, mark < 0 ? '' : request.originalUrl.slice(mark));
      if (!session) throw SignUpFailure.nothingPending();
      session.story = story;
      this.sessions.renew(session, response);
      await session.exclusively(() => this.stories.begin(story));
      response.redirect(303, '/story');
    });
  }

  private async orTell(response: Response, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof SignUpFailure)) throw error;
      this.logger.warn(`sign-up failed: ${error.kind} ${error.error ?? ''}`.trimEnd());
      if (error.kind === 'unreachable') response.setHeader('Retry-After', '10');
      response.status(error.status).type('html').send(signUpFailedPage(error).markup);
    }
  }
}
