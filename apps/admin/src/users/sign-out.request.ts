import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { IfPresent } from '../wire/optional-field.js';

export class SignOutRequest {
  @ApiPropertyOptional({
    description: 'Also revoke lasting access (`offline_access`) and what was allowed on devices.',
    default: false,
  })
  @IfPresent()
  @IsBoolean()
  everything?: boolean;
}
