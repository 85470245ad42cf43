import { ApiProperty } from '@nestjs/swagger';
import { ADMIN_ROLES, type AdminRole } from '../access/roles.js';
import { PageResponse } from '../lists/page.response.js';
import { isoTime } from '../wire/iso-time.js';
import type { Member } from './member.js';

const OPTIONAL_TIME = { type: String, format: 'date-time', nullable: true } as const;

/** Somebody who may use the admin app. */
export class MemberResponse {
  @ApiProperty({ description: 'The `sub` of the person at the authorization server.' }) subject: string;
  @ApiProperty() name: string;
  @ApiProperty({ enum: ADMIN_ROLES }) role: AdminRole;
  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'The clients that a client manager is limited to; null: no limit.',
  })
  clients: string[] | null;
  @ApiProperty(OPTIONAL_TIME) lastSignInAt: string | null;
  @ApiProperty({ type: String, format: 'date-time' }) addedAt: string;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Name of the member who added them; null: the command line or the setup link.',
  })
  addedBy: string | null;
  @ApiProperty({ description: 'Grows with every edit. The ETag carries it.' }) version: number;
}

export class MemberPageResponse extends PageResponse {
  @ApiProperty({ type: [MemberResponse] }) items: MemberResponse[];
}

export function toMemberResponse({ subject, name, role, clients, ...member }: Member): MemberResponse {
  return {
    subject,
    name,
    role,
    clients: clients && [...clients],
    lastSignInAt: isoTime(member.lastSignInAt),
    addedAt: isoTime(member.createdAt),
    addedBy: member.addedBy,
    version: member.version,
  };
}
