import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional } from 'class-validator';
import { ADMIN_ROLES, type AdminRole } from '../access/roles.js';
import { PageRequest } from '../lists/page.request.js';

const SORTS = ['name', '-name', 'addedAt', '-addedAt'] as const;
export type MemberSort = (typeof SORTS)[number];

/** `search`: part of a name, or a whole subject. */
export class ListMembersRequest extends PageRequest {
  @ApiPropertyOptional({ enum: SORTS, default: 'name' })
  @IsOptional()
  @IsIn(SORTS)
  sort?: MemberSort;

  @ApiPropertyOptional({ enum: ADMIN_ROLES, isArray: true })
  @IsOptional()
  @Transform(({ value }) => (Array.isArray(value) ? value : [value]) as unknown[])
  @IsIn(ADMIN_ROLES, { each: true })
  role?: AdminRole[];
}
