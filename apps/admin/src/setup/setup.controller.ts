import { Body, Controller, Get, HttpStatus, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { InvalidUser, UsernameTaken } from '@portcullis/oauth';
import type { Response } from 'express';
import { Access } from '../access/access.js';
import { pageLanguage } from '../pages/page-language.js';
import { styleNonce } from '../shell/security-headers.js';
import { FirstRun, SetupOver, type SetupState } from './first-run.js';
import { problemsOf, readSetupForm, type SetupForm, type SetupProblems } from './setup-form.js';
import { renderSetupForm, renderSetupNotice } from './setup-page.js';

const STATUS = { done: HttpStatus.GONE, expired: HttpStatus.GONE, unknown: HttpStatus.NOT_FOUND } as const;
const BLANK = { username: '', name: '' };

/** Where the setup link leads. Whoever has it may make the first owner; the token in the form is its own CSRF token. */
@ApiExcludeController()
@Access('anyone')
@Controller('setup')
export class SetupController {
  constructor(private readonly firstRun: FirstRun) {}

  @Get()
  async show(@Query('token') token: unknown, @Res() response: Response): Promise<void> {
    const state = await this.stateOf(token);
    if (state === 'open') this.form(token as string, BLANK, {}, response);
    else this.notice(state, response);
  }

  @Post()
  async create(@Body() body: { token?: unknown } | undefined, @Res() response: Response): Promise<void> {
    const token = body?.token;
    const state = await this.stateOf(token);
    if (state !== 'open') return this.notice(state, response);
    const form = readSetupForm(body);
    const problems = problemsOf(form);
    if (Object.keys(problems).length > 0) return this.form(token as string, form, problems, response);
    try {
      await this.firstRun.createOwner(token as string, form);
      // Not straight on to the authorization server: a form of ours must not lead to another origin (form-action).
      response.redirect(HttpStatus.SEE_OTHER, '/setup/done');
    } catch (error) {
      const problem = problemOf(error);
      if (problem === undefined) throw error;
      if (problem === 'over') return this.notice(await this.stateOf(token), response);
      this.form(token as string, form, { username: problem }, response);
    }
  }

  @Get('done')
  done(@Res() response: Response): void {
    send(response, HttpStatus.OK, (frame) => renderSetupNotice('created', frame));
  }

  private async stateOf(token: unknown): Promise<SetupState> {
    return this.firstRun.stateOf(typeof token === 'string' ? token : '');
  }

  private form(
    token: string,
    form: Pick<SetupForm, 'username' | 'name'>,
    problems: SetupProblems,
    response: Response,
  ): void {
    const isWrong = Object.keys(problems).length > 0;
    send(response, isWrong ? HttpStatus.BAD_REQUEST : HttpStatus.OK, (frame) =>
      renderSetupForm({ ...frame, token, form, problems }),
    );
  }

  private notice(state: SetupState, response: Response): void {
    const kind = state === 'open' ? 'unknown' : state;
    send(response, STATUS[kind], (frame) => renderSetupNotice(kind, frame));
  }
}

function problemOf(error: unknown): 'over' | 'taken' | 'unfit' | undefined {
  if (error instanceof SetupOver) return 'over';
  if (error instanceof UsernameTaken) return 'taken';
  return error instanceof InvalidUser ? 'unfit' : undefined;
}

type Frame = Parameters<typeof renderSetupNotice>[1];

function send(response: Response, status: number, render: (frame: Frame) => string): void {
  const language = pageLanguage(response.req.headers['accept-language']);
  response
    .status(status)
    .type('html')
    // The address of the page holds a one-time value.
    .set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' })
    .send(render({ language, nonce: styleNonce(response) }));
}
