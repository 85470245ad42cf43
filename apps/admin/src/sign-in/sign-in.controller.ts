import { Controller, Get, HttpCode, Logger, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Access } from '../access/access.js';
import { AdminAccess } from '../access/admin-access.decorator.js';
import type { Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { Authority, type SignedIn } from '../authority/authority.js';
import { AuthorityUnreachable } from '../authority/authority-unreachable.js';
import { SignInRefused } from '../authority/sign-in-refused.js';
import { OwnRegistration } from '../clients/own-registration.js';
import { AdminMembers } from '../members/admin-members.js';
import type { AdminSession } from '../session/admin-session.entity.js';
import { AdminSessions, type BrowserTrace } from '../session/admin-sessions.js';
import { SESSION_COOKIE, SESSION_COOKIE_OPTIONS, readSessionCookie } from '../session/session-cookie.js';
import { SessionRenewal } from '../session/session-renewal.js';
import type { SignedOutResponse } from '../session/signed-out.response.js';
import { AdminSettings } from '../settings.js';
import { FirstRun, SetupOver } from '../setup/first-run.js';
import { PendingSignIns } from './pending-sign-ins.js';
import type { ProblemKind } from '../errors/problem-messages.js';
import { sendProblemPage } from '../errors/send-problem-page.js';
import { returnPath } from './return-path.js';

/** Signs people in through the authorization server, as an ordinary confidential client does. */
@ApiExcludeController()
@Controller()
export class SignInController {
  private readonly logger = new Logger(SignInController.name);

  constructor(
    private readonly authority: Authority,
    private readonly pending: PendingSignIns,
    private readonly members: AdminMembers,
    private readonly sessions: AdminSessions,
    private readonly renewal: SessionRenewal,
    private readonly registration: OwnRegistration,
    private readonly settings: AdminSettings,
    private readonly firstRun: FirstRun,
  ) {}

  @Access('anyone')
  @Get('sign-in')
  async begin(
    @Query('return_to') returnTo: unknown,
    @Query('step_up') stepUp: unknown,
    @Query('setup') setup: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { checks, cookie } = await this.pending.start(readSessionCookie(request.headers), {
      returnTo: returnPath(returnTo),
      stepUp: stepUp === '1',
      ...(typeof setup === 'string' && setup.length < 100 && { setup }),
    });
    try {
      const location = await this.authority.authorizationUrl(checks);
      response.cookie(SESSION_COOKIE, cookie, SESSION_COOKIE_OPTIONS);
      redirect(response, location);
    } catch (error) {
      this.explain(error, response);
    }
  }

  @Access('anyone')
  @Get('callback')
  async finish(
    @Query('state') state: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const cookie = readSessionCookie(request.headers);
    const claimed = await this.pending.claim(state, cookie);
    const before = await this.sessions.find(cookie);
    if (!claimed)
      return before ? redirect(response, '/') : sendProblemPage(response, 400, { kind: 'expired' });
    try {
      const person = await this.authority.redeem(
        new URL(request.originalUrl, 'http://self').search,
        claimed.checks,
      );
      if (claimed.wish.setup) await this.adopt(person, claimed.wish.setup);
      const value = await this.admit(person, browserOf(request));
      if (value === undefined) {
        const kind = claimed.wish.setup ? 'setup-over' : 'not-a-member';
        return sendProblemPage(response, 403, { kind, subject: person.subject });
      }
      if (before) await this.renewal.end(before);
      // A new value: whoever planted the one from before sign-in gets nothing (session fixation).
      response.cookie(SESSION_COOKIE, value, SESSION_COOKIE_OPTIONS);
      redirect(response, claimed.wish.returnTo);
    } catch (error) {
      this.explain(error, response);
    }
  }

  @AdminAccess('member')
  @Post('sign-out')
  @HttpCode(200)
  async end(
    @CurrentAdmin() { session }: Admin,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SignedOutResponse> {
    if (session) await this.renewal.end(session);
    response.clearCookie(SESSION_COOKIE, SESSION_COOKIE_OPTIONS).set('Cache-Control', 'no-store');
    return { location: session && (await this.farewell(session)) };
  }

  /** Where the session that stands behind ours ends too. Ours has ended, whatever becomes of this. */
  private async farewell(session: AdminSession): Promise<string | null> {
    const idToken = this.sessions.idToken(session);
    if (idToken === undefined) return null;
    const returnTo = `${this.settings.url}/signed-out`;
    try {
      const isRegistered = await this.registration.returnsTo(returnTo);
      return await this.authority.endSessionUrl(idToken, isRegistered ? returnTo : null);
    } catch (error) {
      this.logger.warn(`The session at the authorization server was left: ${String(error)}`);
      return null;
    }
  }

  /** Makes the person the owner, if the setup link they came by still counts. */
  private async adopt({ subject, name }: SignedIn, setup: string): Promise<void> {
    try {
      await this.firstRun.adoptOwner(setup, subject, name ?? subject);
    } catch (error) {
      if (!(error instanceof SetupOver)) throw error;
    }
  }

  /** @returns the cookie value of a new session, or undefined when the person is not a member */
  private async admit(person: SignedIn, browser: BrowserTrace): Promise<string | undefined> {
    const member = await this.members.find(person.subject);
    if (!member) {
      await this.renewal.forget(person.refreshToken);
      return undefined;
    }
    await this.members.noteSignIn(person.subject, person.name);
    return this.sessions.start({ ...person, name: person.name ?? member.name, browser });
  }

  private explain(error: unknown, response: Response): void {
    const [status, kind] = problemOf(error);
    this.logger.warn(`Sign-in failed: ${String(error)} ${String((error as Error).cause ?? '')}`.trim());
    sendProblemPage(response, status, { kind });
  }
}

function problemOf(error: unknown): [number, ProblemKind] {
  if (error instanceof AuthorityUnreachable) return [503, 'unreachable'];
  if (!(error instanceof SignInRefused)) throw error;
  if (error.code === 'access_denied') return [403, 'denied'];
  if (error.code === 'temporarily_unavailable' || error.code === 'server_error') return [503, 'unreachable'];
  if (error.code === 'invalid_grant') return [400, 'expired'];
  return [502, 'misconfigured'];
}

function browserOf(request: Request): BrowserTrace {
  return { userAgent: request.headers['user-agent'], source: request.ip };
}

/** 303, and never from a cache: the address holds a one-time value. */
function redirect(response: Response, location: string): void {
  response.set('Cache-Control', 'no-store').redirect(303, location);
}
