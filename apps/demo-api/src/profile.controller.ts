import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AccessToken, Bearer, Token } from '@portcullis/bearer';
import { momentsOf } from './moments.js';

@ApiTags('profile')
@Controller('profile')
@Bearer('profile:read')
export class ProfileController {
  @Get()
  @ApiOperation({ summary: 'What this API knows about the resource owner' })
  profile(@Token() token: AccessToken): { owner: string; client: string; moments: number; likes: number } {
    const moments = momentsOf(token.subject);
    const likes = moments.reduce((sum, moment) => sum + moment.likes, 0);
    return { owner: token.subject, client: token.clientId, moments: moments.length, likes };
  }
}
