import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { CLIENT_ORDERS } from '@portcullis/oauth';
import { IsIn, IsOptional } from 'class-validator';
import { PageRequest } from '../lists/page.request.js';
import { ClientFilterRequest } from './client-filter.request.js';

const SORTS = Object.keys(CLIENT_ORDERS).flatMap((name) => [name, `-${name}`]);

/** `search`: part of a name, a whole client id, or part of a redirect URI. */
export class ListClientsRequest extends IntersectionType(PageRequest, ClientFilterRequest) {
  @ApiPropertyOptional({ enum: SORTS, description: 'With `-` in front: descending. Default: by name.' })
  @IsOptional()
  @IsIn(SORTS)
  sort?: string;
}
