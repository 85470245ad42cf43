import {
  Catch,
  HttpException,
  Injectable,
  Logger,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { NO_STORE, sendJson, type WireResponse } from '../wire/send.js';
import { invalidRequest, serverError } from './catalogue.js';
import { OAuthError } from './oauth-error.js';

/**
 * The single exit for errors of the JSON endpoints. It catches everything, because an error that got past it would
 * leave in the format of the host's own filter.
 */
@Catch()
@Injectable()
export class OAuthErrorFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const error = toOAuthError(thrown);
    const response = host.switchToHttp().getResponse<WireResponse>();
    sendJson(response, error.status, error, { ...NO_STORE, ...error.headers });
  }
}

const logger = new Logger('Portcullis');

/**
 * Names whatever was thrown. What nobody foresaw gets a reference: the log has the cause, the answer does not.
 *
 * @param reference as it is told to whoever asked
 */
export function toOAuthError(thrown: unknown, reference: string = randomUUID()): OAuthError {
  if (thrown instanceof OAuthError) {
    if (thrown.status >= 500) logger.error(`${reference} ${thrown.message}`);
    else logger.debug(thrown.message);
    return thrown;
  }
  if (thrown instanceof HttpException && thrown.getStatus() < 500) {
    const error = invalidRequest.as(thrown.getStatus());
    return error.status === 404 ? error.describe('There is no such endpoint.') : error;
  }
  logger.error(`${reference} ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`);
  return serverError.describe(`The server met an unexpected condition. Reference ${reference}.`);
}
