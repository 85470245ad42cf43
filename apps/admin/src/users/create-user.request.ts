import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsString, MaxLength, MinLength, ValidateNested } from 'class-validator';
import { IfPresent } from '../wire/optional-field.js';
import { UserClaimsRequest } from './user-claims.request.js';

export class CreateUserRequest {
  @ApiProperty({ description: 'What the user signs in with.', example: 'alice', maxLength: 255 })
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  username: string;

  @ApiPropertyOptional({ type: UserClaimsRequest })
  @IfPresent()
  @ValidateNested()
  @Type(() => UserClaimsRequest)
  claims?: UserClaimsRequest;

  @ApiPropertyOptional({
    description: 'An initial password. Left out: the answer holds a link with which the user chooses one.',
    maxLength: 1024,
  })
  @IfPresent()
  @IsString()
  @MaxLength(1024)
  password?: string;
}
