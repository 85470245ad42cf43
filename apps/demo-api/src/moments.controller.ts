import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AccessToken, Bearer, Token } from '@portcullis/bearer';
import { type Moment, momentsOf } from './moments.js';

export interface MomentsAnswer {
  readonly owner: string;
  /** The client that asked, so that the story can show on whose behalf it came. */
  readonly client: string;
  readonly moments: Moment[];
}

@ApiTags('moments')
@Controller('moments')
@Bearer('moments:read')
export class MomentsController {
  @Get()
  @ApiOperation({ summary: 'The moments of the resource owner' })
  list(@Token() token: AccessToken): MomentsAnswer {
    return { owner: token.subject, client: token.clientId, moments: momentsOf(token.subject) };
  }
}
