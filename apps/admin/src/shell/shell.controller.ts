import { Controller, Get, NotFoundException, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Access } from '../access/access.js';
import { Preferences } from '../account/preferences.js';
import { AdminSessions } from '../session/admin-sessions.js';
import { readSessionCookie } from '../session/session-cookie.js';
import { isKnown } from './addresses.js';
import { PageFile } from './page-file.js';
import { styleNonce } from './security-headers.js';

/** Shown to somebody who has no session. */
const OPEN = /^\/signed-out\/?$/;

/**
 * Serves the page for every address that is not the API; the browser decides what to show. The page holds nothing
 * secret. Somebody without a session is sent to sign in at once instead of after the page has asked the API.
 */
@ApiExcludeController()
@Access('anyone')
@Controller()
export class ShellController {
  private readonly page = new PageFile();

  constructor(
    private readonly sessions: AdminSessions,
    private readonly preferences: Preferences,
  ) {}

  @Get('{*path}')
  async show(@Req() request: Request, @Res() response: Response): Promise<void> {
    if (/^\/(api|assets)(\/|$)/i.test(request.path)) throw new NotFoundException();
    const known = isKnown(request.path);
    response.set('Cache-Control', 'no-store');
    const session = known ? await this.sessions.find(readSessionCookie(request.headers)) : null;
    if (known && !session && !OPEN.test(request.path)) {
      return response.redirect(303, `/sign-in?return_to=${encodeURIComponent(request.originalUrl)}`);
    }
    // In the page itself, so that nobody sees another language first.
    const language = session && (await this.preferences.of(session.subject)).language;
    response
      .status(known ? 200 : 404)
      .type('html')
      .send(this.page.shown(styleNonce(response), language));
  }
}
