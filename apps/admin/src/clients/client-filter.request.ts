import { ApiPropertyOptional } from '@nestjs/swagger';
import { APPLICATION_TYPES, type ApplicationType, type ClientQuery } from '@portcullis/oauth';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { withIssues } from '../checks/client-issues.js';
import { Facet } from '../lists/facet.decorator.js';
import { WithoutNul } from '../lists/without-nul.decorator.js';

const STATUSES = ['active', 'disabled'] as const;
const PARTIES = ['first', 'third'] as const;
const ISSUES = ['some', 'none'] as const;
const GRANTS = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:ietf:params:oauth:grant-type:token-exchange',
];

/** Which clients, of all. */
export class ClientFilterRequest {
  @ApiPropertyOptional({
    description: 'Part of a name, a whole client id, or part of a redirect URI.',
    maxLength: 200,
  })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  @WithoutNul()
  search?: string;

  @Facet(APPLICATION_TYPES)
  type?: ApplicationType[];

  @Facet(STATUSES)
  status?: (typeof STATUSES)[number][];

  @Facet(GRANTS, 'With at least one of these.')
  grant?: string[];

  @Facet(PARTIES)
  party?: (typeof PARTIES)[number][];

  @Facet(ISSUES, 'With an open finding of the checks, or without one.')
  issues?: (typeof ISSUES)[number][];
}

export function toClientQuery(filter: ClientFilterRequest): ClientQuery {
  const { search, type, status, grant, party, issues } = filter;
  const further = issues?.length === 1 ? withIssues(issues[0] === 'some') : undefined;
  return { search, types: type, statuses: status, grants: grant, parties: party, further };
}
