import type { Circumstances, Problem } from '../rule.js';

/** Everything that users and clients send can be read on the way; only for a machine of one's own. */
export function issuerOnHttp({ issuer, production }: Circumstances): Problem[] {
  return production
    ? []
    : [ofSetting('ISSUER', { rule: 'issuer_http', severity: 'medium', details: { issuer } })];
}

/** Nobody who has forgotten their password can help themselves. */
export function noMail({ server }: Circumstances): Problem[] {
  return server && !server.sendsMail
    ? [ofSetting('mail', { rule: 'mail_missing', severity: 'low', details: {} })]
    : [];
}

function ofSetting(name: string, problem: Pick<Problem, 'rule' | 'severity' | 'details'>): Problem {
  return { ...problem, object: { kind: 'configuration', id: name, name }, fix: null };
}
