import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import { html } from './html.js';
import { layout } from './layout.js';

/** Whatever is thrown becomes a page in the words of a person; details stay in the log. */
@Catch()
export class PageErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(PageErrorFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const status = error instanceof HttpException ? error.getStatus() : 500;
    if (status >= 500)
      this.logger.error(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    const heading = HEADINGS.get(status) ?? 'This did not work';
    const page = layout({
      title: heading,
      main: html`<section class="card narrow">
        <h1>${heading}</h1>
        <p>${explanation(status, error)}</p>
        <p class="actions"><a class="button" href="/">Back to the start</a></p>
      </section>`,
    });
    response.status(status).setHeader('Cache-Control', 'no-store').type('html').send(page.markup);
  }
}

const HEADINGS: ReadonlyMap<number, string> = new Map([
  [403, 'This form was refused'],
  [404, 'There is no such page'],
  [503, 'The authorization server does not answer'],
]);

function explanation(status: number, error: unknown): string {
  if (status === 404) return 'The address may be misspelt, or this part of the demo is not switched on.';
  if (status === 403 && error instanceof HttpException) return `${error.message} Nothing was done.`;
  if (status === 503) return 'It may not be running yet. Wait a moment and try again.';
  return 'Something went wrong on our side. Go back to the start and try again.';
}
