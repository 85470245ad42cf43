import { Reflector } from '@nestjs/core';

/** Who may call a route. Without it the guard lets nobody in. */
export type AccessRule = 'anyone' | 'admin';

export const Access = Reflector.createDecorator<AccessRule>();
