// file: express-oauth2-jwt-bearer.ts
import express, { type Express } from 'express';
import { auth, requiredScopes } from 'express-oauth2-jwt-bearer';

/** `strict` makes the middleware insist on access tokens (RFC 9068), so that no ID token passes. */
export function ordersApi(issuer: string, audience: string): Express {
  const app = express();
  app.use(auth({ issuerBaseURL: issuer, audience, strict: true }));
  app.get('/orders', requiredScopes('orders:read'), (request, response) => {
    response.json({ owner: request.auth!.payload.sub });
  });
  return app;
}
