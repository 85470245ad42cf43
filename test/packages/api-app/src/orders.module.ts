import { Module } from '@nestjs/common';
import { BearerModule, type BearerOptions } from '@portcullis/bearer';
import { DraftsController } from './drafts.controller.js';
import { OrdersController } from './orders.controller.js';

const { ISSUER = '', AUDIENCE = '', CLIENT_ID, CLIENT_SECRET } = process.env;

/** Verifies tokens itself, or asks the authorization server where it has credentials of its own. */
const options: BearerOptions =
  CLIENT_ID && CLIENT_SECRET
    ? {
        issuer: ISSUER,
        audience: AUDIENCE,
        mode: 'introspect',
        introspect: { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET },
      }
    : { issuer: ISSUER, audience: AUDIENCE };

@Module({ imports: [BearerModule.forRoot(options)], controllers: [OrdersController, DraftsController] })
export class OrdersModule {}
