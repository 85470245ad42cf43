import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { ACTS, type Act } from './playground.js';

export class ActRequest {
  @ApiProperty({ enum: ACTS })
  @IsIn(ACTS)
  act: Act;
}
