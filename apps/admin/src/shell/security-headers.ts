import type { NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import { randomBytes } from 'node:crypto';

/**
 * Headers of every answer. Scripts are files of our own; the one nonce is for the style elements that the component
 * library writes (its scroll lock included).
 *
 * @param https whether this app is reached over https
 */
export function securityHeaders(https: boolean): RequestHandler[] {
  const nonce = (_request: Request, response: Response, next: NextFunction): void => {
    response.locals['styleNonce'] = randomBytes(16).toString('base64');
    next();
  };
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", (_request, response) => `'nonce-${styleNonce(response as Response)}'`],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    // no-referrer would turn the Origin of our own requests into "null".
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: https,
  });
  return [nonce, headers];
}

export function styleNonce(response: Response): string {
  return response.locals['styleNonce'] as string;
}
