import type { ClientQuery } from '@portcullis/oauth';
import { Finding } from './finding.entity.js';

/** Narrows a list of clients to those with an open finding, or to the others. */
export function withIssues(some: boolean): NonNullable<ClientQuery['further']> {
  return (list) => {
    const open = list
      .subQuery()
      .select('1')
      .from(Finding, 'finding')
      .where('finding.clientId = client.clientId AND finding.muted = 0');
    list.andWhere(`${some ? '' : 'NOT '}EXISTS ${open.getQuery()}`);
  };
}
