import { Controller, Get, Param } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ClientRegistry, FirstSignIns, UnknownClient, Users, type FirstSignIn } from '@portcullis/oauth';
import { AdminAccess } from '../access/admin-access.decorator.js';
import { reachOf, reachesClient, type Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { FirstSignInResponse, toFirstSignInResponse } from './first-sign-in.response.js';

/** For the line of the quick start that waits: asked each second while somebody looks at it. */
@ApiTags('clients')
@AdminAccess('clients.read')
@Controller('api/clients/:clientId/first-sign-in')
export class FirstSignInController {
  constructor(
    private readonly registry: ClientRegistry,
    private readonly firstSignIns: FirstSignIns,
    private readonly users: Users,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Has anybody signed in with this client yet, and if not, what went wrong' })
  @ApiOkResponse({ type: FirstSignInResponse })
  @ApiNotFoundResponse({ type: ApiProblemResponse })
  async read(
    @Param('clientId') clientId: string,
    @CurrentAdmin() admin: Admin,
  ): Promise<FirstSignInResponse> {
    if (!(await this.registry.get(clientId))) throw new UnknownClient(clientId);
    const first = await this.firstSignIns.of(clientId);
    return toFirstSignInResponse(first, await this.nameOf(first, clientId, admin));
  }

  /** Whoever sets the client up is told who tried it; others only if they may look at users. */
  private async nameOf(first: FirstSignIn, clientId: string, admin: Admin): Promise<string | null> {
    if (first.state !== 'signed_in') return null;
    const mayKnow =
      reachOf(admin, 'users.read') !== undefined || reachesClient(admin, 'clients.edit', clientId);
    return mayKnow ? ((await this.users.find(first.subject))?.username ?? null) : null;
  }
}
