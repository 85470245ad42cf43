import { applyDecorators } from '@nestjs/common';
import { declareAccess } from './access.js';
import { describePublic } from './openapi.js';

/** Opens a controller or a route to everybody, also a route of a controller under `@Bearer()`. */
export function Public(): ClassDecorator & MethodDecorator {
  return applyDecorators(declareAccess({ kind: 'public' }), ...describePublic()) as ClassDecorator &
    MethodDecorator;
}
