import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsEmail, IsString, IsUrl, Matches, MaxLength } from 'class-validator';
import { IfNotNull } from '../wire/optional-field.js';

const TEXT = { type: String, nullable: true, maxLength: 255 } as const;
const SWITCH = { type: Boolean, nullable: true } as const;

/** Standard claims (OpenID Connect Core section 5.1), by their own names. Null takes a claim away. */
export class UserClaimsRequest {
  @ApiPropertyOptional({ ...TEXT, example: 'Alice Liddell' })
  @IfNotNull()
  @IsString()
  @MaxLength(255)
  name?: string | null;

  @ApiPropertyOptional(TEXT)
  @IfNotNull()
  @IsString()
  @MaxLength(255)
  given_name?: string | null;

  @ApiPropertyOptional(TEXT)
  @IfNotNull()
  @IsString()
  @MaxLength(255)
  family_name?: string | null;

  @ApiPropertyOptional(TEXT)
  @IfNotNull()
  @IsString()
  @MaxLength(255)
  nickname?: string | null;

  @ApiPropertyOptional({ ...TEXT, example: 'alice@example.com' })
  @IfNotNull()
  @IsEmail()
  @MaxLength(254)
  email?: string | null;

  @ApiPropertyOptional(SWITCH)
  @IfNotNull()
  @IsBoolean()
  email_verified?: boolean | null;

  @ApiPropertyOptional({ ...TEXT, description: 'E.164, such as +44 20 7946 0000.' })
  @IfNotNull()
  @Matches(/^\+?[0-9 ()./-]{3,40}$/, { message: 'phone_number must be a telephone number' })
  phone_number?: string | null;

  @ApiPropertyOptional(SWITCH)
  @IfNotNull()
  @IsBoolean()
  phone_number_verified?: boolean | null;

  @ApiPropertyOptional({ ...TEXT, description: 'BCP 47, such as zh-CN.' })
  @IfNotNull()
  @Matches(/^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$/, { message: 'locale must be a language tag' })
  locale?: string | null;

  @ApiPropertyOptional({ ...TEXT, description: 'IANA name, such as Europe/London.' })
  @IfNotNull()
  @Matches(/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/, { message: 'zoneinfo must be the name of a time zone' })
  zoneinfo?: string | null;

  @ApiPropertyOptional(TEXT)
  @IfNotNull()
  @IsUrl({ protocols: ['https'], require_protocol: true, require_tld: false })
  @MaxLength(255)
  picture?: string | null;

  @ApiPropertyOptional(TEXT)
  @IfNotNull()
  @IsUrl({ protocols: ['https', 'http'], require_protocol: true, require_tld: false })
  @MaxLength(255)
  website?: string | null;
}
