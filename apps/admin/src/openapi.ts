import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { SESSION_COOKIE } from './session/session-cookie.js';

/** Publishes the description of the JSON API at /api/openapi.json. It holds nothing secret. */
export function publishOpenApi(app: INestApplication): void {
  const description = new DocumentBuilder()
    .setTitle('Portcullis admin API')
    .setDescription(
      'Registers clients and their secrets. Call it with the session cookie of the admin app (and X-CSRF-Token for ' +
        'any method but GET and HEAD), or with an access token for this audience that has the scope admin:clients.',
    )
    .setVersion('1')
    .addCookieAuth(SESSION_COOKIE)
    .addBearerAuth()
    .build();
  SwaggerModule.setup('api', app, () => SwaggerModule.createDocument(app, description), {
    ui: false,
    raw: ['json'],
    jsonDocumentUrl: 'api/openapi.json',
  });
}
