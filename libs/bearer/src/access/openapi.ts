import { createRequire } from 'node:module';
import type * as Swagger from '@nestjs/swagger';
import type { Requirements } from './access.js';

/** The name that `DocumentBuilder.addBearerAuth()` gives its scheme. */
const SCHEME = 'bearer';

let swagger: typeof Swagger | undefined | null;

/** @nestjs/swagger is optional. It is loaded synchronously, because decorators cannot wait. */
function loadSwagger(): typeof Swagger | undefined {
  if (swagger === undefined) swagger = tryRequire();
  return swagger ?? undefined;
}

function tryRequire(): typeof Swagger | null {
  try {
    return createRequire(import.meta.url)('@nestjs/swagger') as typeof Swagger;
  } catch (error) {
    if ((error as { code?: string }).code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}

/** OpenAPI of a guarded route: the security requirement and the two refusals. Nothing without @nestjs/swagger. */
export function describeBearer({ scopes, acr, maxAge }: Requirements): (ClassDecorator & MethodDecorator)[] {
  const openapi = loadSwagger();
  if (!openapi) return [];
  const signIn =
    acr || maxAge !== undefined ? ' Or the user must sign in again or in another way (RFC 9470).' : '';
  return [
    openapi.ApiBearerAuth(SCHEME),
    openapi.ApiUnauthorizedResponse({ description: `The access token is missing or not valid.${signIn}` }),
    ...(scopes.length === 0
      ? []
      : [
          openapi.ApiForbiddenResponse({
            description: `The access token lacks a scope: ${scopes.join(' ')}.`,
          }),
        ]),
  ] as (ClassDecorator & MethodDecorator)[];
}

/** OpenAPI of an open route: `{}` is "no security" among the alternatives a controller declares. */
export function describePublic(): (ClassDecorator & MethodDecorator)[] {
  const openapi = loadSwagger();
  return openapi ? [openapi.ApiSecurity({}) as ClassDecorator & MethodDecorator] : [];
}
