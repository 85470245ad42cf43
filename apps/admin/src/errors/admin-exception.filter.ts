import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { randomUUID } from 'node:crypto';
import { ApiError } from './api-error.js';
import { sendProblemPage } from './send-problem-page.js';
import { toApiError } from './to-api-error.js';

/** The single exit for whatever is thrown: JSON for the API, a page for people. */
@Catch()
export class AdminExceptionFilter implements ExceptionFilter {
  private readonly logger = new Logger(AdminExceptionFilter.name);

  catch(exception: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const known = toApiError(exception);
    const reference = known ? undefined : this.report(exception);
    const error = known ?? new ApiError(500, 'server_error', 'The admin app met an unexpected condition.');
    if (response.headersSent) return void response.end();
    if (wantsPage(response.req)) return this.page(error, reference, response);
    response
      .status(error.status)
      .set({ 'Cache-Control': 'no-store', ...error.headers })
      .json({ error: error.error, message: error.message, fields: error.fields, reference });
  }

  private page(error: ApiError, reference: string | undefined, response: Response): void {
    const kind = error.status === 503 ? 'unavailable' : 'unexpected';
    sendProblemPage(response, error.status, { kind, reference });
  }

  private report(exception: unknown): string {
    const reference = randomUUID();
    const { stack } = exception instanceof Error ? exception : { stack: String(exception) };
    this.logger.error(`${reference} ${stack}`);
    return reference;
  }
}

/** A browser opens every address but those of the API and of the assets. */
function wantsPage(request: Request): boolean {
  return request.method === 'GET' && !/^\/(api|assets)(\/|$)/i.test(request.path);
}
