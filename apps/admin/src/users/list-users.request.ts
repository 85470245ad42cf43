import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { PageRequest } from '../lists/page.request.js';
import { IfPresent } from '../wire/optional-field.js';

const ORDERS = ['username', 'name', 'email', 'created', 'lastSignIn'] as const;
export const USER_SORTS = [...ORDERS, ...ORDERS.map((order) => `-${order}` as const)];

/** `search`: part of the identifier, the name or the e-mail address, or a whole subject. */
export class ListUsersRequest extends PageRequest {
  @ApiPropertyOptional({ enum: USER_SORTS, description: 'With `-` in front it descends.' })
  @IfPresent()
  @IsIn(USER_SORTS)
  sort?: (typeof USER_SORTS)[number];

  @ApiPropertyOptional({ enum: ['active', 'disabled'] })
  @IfPresent()
  @IsIn(['active', 'disabled'])
  status?: 'active' | 'disabled';

  @ApiPropertyOptional({ enum: ['set_up', 'none'] })
  @IfPresent()
  @IsIn(['set_up', 'none'])
  secondFactor?: 'set_up' | 'none';
}
