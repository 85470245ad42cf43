// An API of routes that answer the same: without a guard, with one that does nothing, with ours, and with a signature
// check of its own.
import { createPublicKey, verify } from 'node:crypto';
import { Controller, Get, Module, Req, UnauthorizedException, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Bearer, BearerModule, Public } from '@portcullis/bearer';
import { API_SCOPE } from '../cast.mjs';

const { ADAPTER, ISSUER, AUDIENCE, PUBLIC_KEY } = process.env;
const key = { key: createPublicKey(PUBLIC_KEY), dsaEncoding: 'ieee-p1363' };
const ANSWER = { subject: 'alice' };

class Open {
  canActivate() {
    return true;
  }
}

class Api {
  bare() {
    return ANSWER;
  }

  passed() {
    return ANSWER;
  }

  guarded() {
    return ANSWER;
  }

  verified(request) {
    const token = request.headers.authorization.slice('Bearer '.length);
    const end = token.lastIndexOf('.');
    const signature = Buffer.from(token.slice(end + 1), 'base64url');
    if (!verify('sha256', token.slice(0, end), key, signature)) throw new UnauthorizedException();
    return ANSWER;
  }
}

// Decorators are functions; JavaScript has no other way to write them yet.
Controller()(Api);
decorate('bare', Get('bare'), Public());
decorate('passed', Get('passed'), Public(), UseGuards(Open));
decorate('guarded', Get('guarded'), Bearer(API_SCOPE));
decorate('verified', Get('verified'), Public());
Req()(Api.prototype, 'verified', 0);

class AppModule {}
Module({
  imports: [BearerModule.forRoot({ issuer: ISSUER, audience: AUDIENCE })],
  controllers: [Api],
})(AppModule);

const options = { logger: false };
const app =
  ADAPTER === 'fastify'
    ? await NestFactory.create(AppModule, new FastifyAdapter(), options)
    : await NestFactory.create(AppModule, options);
if (ADAPTER === 'express') {
  app.disable('x-powered-by');
  app.disable('etag');
}
await app.listen(0, '127.0.0.1');
process.send({ ready: true, port: app.getHttpServer().address().port });
process.once('disconnect', () => process.exit());

function decorate(method, ...decorators) {
  const descriptor = Object.getOwnPropertyDescriptor(Api.prototype, method);
  for (const decorator of decorators) decorator(Api.prototype, method, descriptor);
}
