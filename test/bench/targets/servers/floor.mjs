import { generateKeyPairSync, sign } from 'node:crypto';
import { Controller, Module, Post, Req, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CLIENTS } from '../cast.mjs';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const HEADER = encode({ alg: 'ES256', typ: 'at+jwt', kid: 'floor' });
const OPAQUE = 'a'.repeat(43);

/** One route for both: which client asks says which answer it is to be. */
class TokenController {
  token(request, response) {
    const { grant_type: grantType, scope } = request.body;
    if (grantType !== 'client_credentials') return send(response, 400, { error: 'unsupported_grant_type' });
    const accessToken = request.headers.authorization === SIGNED ? jwt(scope) : OPAQUE;
    send(response, 200, { access_token: accessToken, token_type: 'Bearer', expires_in: 600, scope });
  }
}

const { id, secret } = CLIENTS.jwt;
const SIGNED = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

// Decorators are functions; JavaScript has no other way to write them yet.
Controller('token')(TokenController);
Post()(
  TokenController.prototype,
  'token',
  Object.getOwnPropertyDescriptor(TokenController.prototype, 'token'),
);
Req()(TokenController.prototype, 'token', 0);
Res()(TokenController.prototype, 'token', 1);
class AppModule {}
Module({ controllers: [TokenController] })(AppModule);

function jwt(scope) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: 'http://127.0.0.1', sub: id, client_id: id, aud: 'https://api.example', scope };
  const input = `${HEADER}.${encode({ ...claims, iat: now, exp: now + 600, jti: 'AZs0e3YbcdO3h0nB6d5kTg' })}`;
  return `${input}.${sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

function encode(object) {
  return Buffer.from(JSON.stringify(object)).toString('base64url');
}

function send(response, status, body) {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}

const app = await NestFactory.create(AppModule, { logger: false, bodyParser: false });
app.useBodyParser('urlencoded', { extended: false });
app.disable('x-powered-by');
app.disable('etag');
app.set('query parser', 'simple');
await app.listen(Number(process.env.PORT), '127.0.0.1');
process.send({ ready: true, port: app.getHttpServer().address().port });
process.once('disconnect', () => process.exit());
