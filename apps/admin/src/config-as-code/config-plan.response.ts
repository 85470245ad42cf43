import { ApiProperty } from '@nestjs/swagger';
import { CHANGE_KINDS, NOUNS, type ChangeKind, type ConfigNoun } from './config-change.js';
import type { ConfigPlan } from './config.js';

export class ConfigChangeResponse {
  @ApiProperty({ enum: NOUNS }) noun: ConfigNoun;
  @ApiProperty({ enum: CHANGE_KINDS }) kind: ChangeKind;
  @ApiProperty({ description: 'Name of a scope, audience of a resource, id of a client.' }) id: string;
  @ApiProperty({ type: [String], description: 'One for each setting that changes.' }) lines: string[];
}

/** What an import has changed, or would change. */
export class ConfigPlanResponse {
  @ApiProperty({ type: [ConfigChangeResponse] }) changes: ConfigChangeResponse[];
  @ApiProperty({ description: 'How many are as the document says already.' }) unchanged: number;
}

export function toPlanResponse({ changes, unchanged }: ConfigPlan): ConfigPlanResponse {
  return {
    changes: changes.map(({ noun, kind, id, lines }) => ({ noun, kind, id, lines: [...lines] })),
    unchanged,
  };
}
