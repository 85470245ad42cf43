import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public, ResolvedBearerOptions } from '@portcullis/bearer';

@ApiTags('about')
@Controller()
@Public()
export class AboutController {
  constructor(@Inject(ResolvedBearerOptions) private readonly bearer: ResolvedBearerOptions) {}

  @Get()
  @ApiOperation({ summary: 'What this is' })
  about(): object {
    return {
      name: 'Portcullis demo API',
      description:
        'The resource server of the story. Its routes need an access token of the authorization server.',
      authorization_server: this.bearer.issuer,
      audience: this.bearer.audience,
      verification: this.bearer.mode,
      routes: { '/moments': 'moments:read', '/profile': 'profile:read' },
      openapi: '/openapi.json',
    };
  }
}
