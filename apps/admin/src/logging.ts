import { readLogLevel } from '@portcullis/boot';
import type { Params } from 'nestjs-pino';
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Log lines without anything secret: of a request only method and path (a query holds codes, headers hold cookies and
 * tokens), of a response only the status.
 */
export function logging(level: string = readLogLevel()): Params {
  return {
    pinoHttp: {
      level,
      quietReqLogger: true,
      autoLogging: { ignore: (request) => /^\/assets\//.test(request.url ?? '') },
      serializers: {
        req: (request: IncomingMessage & { id?: unknown }) => ({
          id: request.id,
          method: request.method,
          path: request.url?.split('?')[0],
        }),
        res: ({ statusCode }: ServerResponse) => ({ statusCode }),
        err: ({ type, message }: { type: string; message: string }) => ({ type, message }),
      },
    },
  };
}
