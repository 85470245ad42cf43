import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { SESSION_COOKIE } from './session/session-cookie.js';

/** The description of the JSON API. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const description = new DocumentBuilder()
    .setTitle('Portcullis admin API')
    .setDescription(
      'Everything that the pages of the admin app do. Call it with the session cookie of the admin app (and ' +
        'X-CSRF-Token for any method but GET and HEAD), or with an access token for this audience that has one of ' +
        'the scopes of this API. `x-permission` names the permission that a route needs.',
    )
    .setVersion('1')
    .addCookieAuth(SESSION_COOKIE)
    .addBearerAuth()
    .build();
  return SwaggerModule.createDocument(app, description);
}

/** Publishes the description at /api/openapi.json. It holds nothing secret. */
export function publishOpenApi(app: INestApplication): void {
  SwaggerModule.setup('api', app, () => describeApi(app), {
    ui: false,
    raw: ['json'],
    jsonDocumentUrl: 'api/openapi.json',
  });
}
