import { Reflector } from '@nestjs/core';
import type { Permission } from './permissions.js';

/** Who may call a route: anyone, any member, or who has a permission. Without it the guard lets nobody in. */
export type AccessRule = 'anyone' | 'member' | Permission;

export const Access = Reflector.createDecorator<AccessRule>();
