import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiConflictResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { AdminAccess } from '../access/admin-access.decorator.js';
import { reachesClient, type Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { Console } from '../authority/console.js';
import { ApiError } from '../errors/api-error.js';
import { ApiProblemResponse } from '../errors/api-problem.response.js';
import { PreviewRequest } from './preview.request.js';
import { PreviewResponse, toPreviewResponse } from './preview.response.js';

/** Asked of the authorization server: its own code decides, so that the preview is what would be issued. */
@ApiTags('token preview')
@AdminAccess('token_preview.read')
@Controller('api/token-preview')
export class TokenPreviewController {
  constructor(private readonly authorityConsole: Console) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Show what a client would get for a user; nothing is issued' })
  @ApiOkResponse({ type: PreviewResponse })
  @ApiBadRequestResponse({
    type: ApiProblemResponse,
    description:
      'unknown_client, unknown_user, disabled_user, or what the client would be refused for: invalid_scope, ' +
      'invalid_target, unauthorized_client.',
  })
  @ApiConflictResponse({
    type: ApiProblemResponse,
    description: 'The authorization server does not know this app.',
  })
  @ApiServiceUnavailableResponse({ type: ApiProblemResponse })
  async preview(@Body() body: PreviewRequest, @CurrentAdmin() admin: Admin): Promise<PreviewResponse> {
    if (!reachesClient(admin, 'token_preview.read', body.clientId)) {
      throw new ApiError(403, 'not_assigned', 'This client is not assigned to you.');
    }
    return toPreviewResponse(await this.authorityConsole.preview(body));
  }
}
