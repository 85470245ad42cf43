import { applyDecorators } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCookieAuth,
  ApiForbiddenResponse,
  ApiHeader,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { Access } from './access.js';

/** For admins: with the browser's session, or with an access token that has the scope of this API. */
export function AdminAccess(): ClassDecorator & MethodDecorator {
  return applyDecorators(
    Access('admin'),
    ApiCookieAuth(),
    ApiBearerAuth(),
    ApiHeader({
      name: 'X-CSRF-Token',
      required: false,
      description: 'With a session cookie and any method but GET and HEAD: the token of GET /api/session.',
    }),
    ApiUnauthorizedResponse({ type: ApiProblemResponse }),
    ApiForbiddenResponse({ type: ApiProblemResponse }),
  );
}
