import { Injectable, NotFoundException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { isPublic } from '../clients/client.entity.js';
import type { ClientRequest } from '../clients/client-request.js';
import { accessDenied } from '../errors/catalogue.js';
import { ResolvedOptions } from '../oauth.options.js';

/** Where there is no admin app, there is no such endpoint: also for whoever could authenticate. */
@Injectable()
export class ConsoleIsThere implements CanActivate {
  constructor(private readonly options: ResolvedOptions) {}

  canActivate(): boolean {
    if (this.options.console === null) throw new NotFoundException();
    return true;
  }
}

/** Stands after `ClientAuthGuard`: lets the one client through that is the admin app. */
@Injectable()
export class ConsoleGuard implements CanActivate {
  constructor(private readonly options: ResolvedOptions) {}

  canActivate(context: ExecutionContext): boolean {
    const { client } = context.switchToHttp().getRequest<ClientRequest>();
    // A public client proves nothing: anybody can call themselves by its id.
    if (client.clientId === this.options.console?.clientId && !isPublic(client)) return true;
    throw accessDenied.as(403).describe('This client is not the admin app.');
  }
}
