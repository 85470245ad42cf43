import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AdminAccess } from '../access/admin-access.decorator.js';
import type { Admin } from '../access/admin.js';
import { CurrentAdmin } from '../access/current-admin.decorator.js';
import { Finders } from './finders.js';
import { SearchRequest } from './search.request.js';
import { SearchResponse } from './search.response.js';

/** One question for everything: what the palette asks. */
@ApiTags('search')
@AdminAccess('member')
@Controller('api/search')
export class SearchController {
  constructor(private readonly finders: Finders) {}

  @Get()
  @ApiOperation({ summary: 'Find clients, users, keys, errors and events that you may read' })
  @ApiOkResponse({ type: SearchResponse })
  async search(@Query() { q }: SearchRequest, @CurrentAdmin() admin: Admin): Promise<SearchResponse> {
    const text = q.trim();
    return { hits: text === '' ? [] : await this.finders.find(text, admin) };
  }
}
