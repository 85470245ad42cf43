import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsIn, IsString, MaxLength, MinLength } from 'class-validator';
import { ADMIN_ROLES, type AdminRole } from '../access/roles.js';
import { IfNotNull, IfPresent } from '../wire/optional-field.js';

/** What a member may do. */
export class MemberRoleRequest {
  @ApiProperty({ enum: ADMIN_ROLES })
  @IsIn(ADMIN_ROLES)
  role: AdminRole;

  @ApiPropertyOptional({
    type: [String],
    nullable: true,
    maxItems: 500,
    description: 'Limits a client manager to these clients. Null or absent: no limit.',
  })
  @IfNotNull()
  @IsArray()
  @ArrayMaxSize(500)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(255, { each: true })
  clients?: string[] | null;
}

export class AddMemberRequest extends MemberRoleRequest {
  @ApiProperty({ description: 'The `sub` of the person at the authorization server.', maxLength: 255 })
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  subject: string;

  @ApiPropertyOptional({
    description: 'What to call them until they sign in. Default: the name of the user.',
    maxLength: 200,
  })
  @IfPresent()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  name?: string;
}
