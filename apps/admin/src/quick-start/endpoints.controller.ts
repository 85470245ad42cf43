import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { AdminAccess } from '../access/admin-access.decorator.js';
import { Authority } from '../authority/authority.js';
import { unreachable } from '../authority/console.js';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { EndpointsResponse } from './endpoints.response.js';

@ApiTags('clients')
@AdminAccess('clients.read')
@Controller('api/endpoints')
export class EndpointsController {
  constructor(private readonly authority: Authority) {}

  @Get()
  @ApiOperation({ summary: 'Where the authorization server is, for whoever sets up a client' })
  @ApiOkResponse({ type: EndpointsResponse })
  @ApiServiceUnavailableResponse({ type: ApiProblemResponse })
  async read(): Promise<EndpointsResponse> {
    const metadata = await this.authority.metadata().catch(() => {
      throw unreachable();
    });
    return {
      issuer: metadata.issuer,
      authorizationEndpoint: metadata.authorization_endpoint ?? '',
      tokenEndpoint: metadata.token_endpoint,
      userinfoEndpoint: metadata.userinfo_endpoint ?? '',
      introspectionEndpoint: metadata.introspection_endpoint ?? '',
      jwksUri: metadata.jwks_uri ?? '',
      deviceAuthorizationEndpoint: metadata.device_authorization_endpoint ?? null,
    };
  }
}
