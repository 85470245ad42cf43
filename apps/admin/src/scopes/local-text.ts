import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';

/** A text in each language of the pages; empty where nobody has written it yet. */
export class LocalTextResponse {
  @ApiProperty({ example: 'Read your orders', maxLength: 300 })
  @IsString()
  @MaxLength(300)
  en: string;

  @ApiProperty({ example: '查看您的订单', maxLength: 300 })
  @IsString()
  @MaxLength(300)
  'zh-CN': string;
}
