import { Injectable } from '@nestjs/common';
import {
  atMost,
  AuditSearch,
  ClientList,
  Clock,
  Database,
  SigningKey,
  UserDirectory,
  type AuditReach,
} from '@portcullis/oauth';
import { reachOf, type Admin } from '../access/admin.js';
import { CheckList } from '../checks/check-list.js';
import { toCheckResponse, type CheckResponse } from '../checks/check.response.js';
import { TokenUsage } from '../usage/token-usage.js';
import { isoTime } from '../wire/iso-time.js';
import { Checklist } from './checklist.js';
import type { OverviewResponse, SigningKeyResponse } from './overview.response.js';
import { NOT_SIGNED_IN, SIGNED_IN } from './sign-in-events.js';

/** Milliseconds. */
const DAY = 86_400_000;
const WORST = 5;
const OPEN = ['open'] as const;

/** Gathers the state of the installation, as far as somebody may know it. A number is what the list behind it counts. */
@Injectable()
export class Overview {
  constructor(
    private readonly database: Database,
    private readonly events: AuditSearch,
    private readonly clients: ClientList,
    private readonly users: UserDirectory,
    private readonly checks: CheckList,
    private readonly usage: TokenUsage,
    private readonly checklist: Checklist,
    private readonly clock: Clock,
  ) {}

  async of(admin: Admin): Promise<OverviewResponse> {
    const signIns = reachOfSignIns(admin);
    const from = this.clock.now() - DAY;
    return {
      signIns: signIns && {
        succeeded: await this.events.count({ from, events: SIGNED_IN }, signIns),
        failed: await this.events.count({ from, events: NOT_SIGNED_IN }, signIns),
      },
      tokens: await this.usage.byGrant('24h'),
      activeClients: await this.clients.count({ statuses: ['active'] }),
      users: reachOf(admin, 'users.read') ? await this.users.count({}) : null,
      expiringSecrets: await this.checks.count({ rules: ['secret_expiring'], states: OPEN }),
      openChecks: await this.checks.count({ states: OPEN }),
      worstChecks: await this.worstChecks(),
      signingKey: await this.signingKey(),
      // Whoever cannot invite a second owner is not the one to set the installation up.
      firstSteps: reachOf(admin, 'members.edit') ? await this.checklist.of(admin.actor.subject) : null,
    };
  }

  private async worstChecks(): Promise<CheckResponse[]> {
    const order = { by: 'severity', descending: true, limit: WORST } as const;
    const { items } = await this.checks.page({ states: OPEN }, order);
    return items.map((finding) => toCheckResponse(finding, undefined));
  }

  /** The one that signs access tokens. */
  private async signingKey(): Promise<SigningKeyResponse | null> {
    const due = { alg: 'ES256', activatesAt: atMost(this.clock.now()) } as const;
    const order = { orderBy: 'sequence', descending: true, limit: 1 } as const;
    const [key] = await this.database.findMany(SigningKey, due, order);
    return key ? { kid: key.kid, alg: key.alg, activatesAt: isoTime(key.activatesAt) } : null;
  }
}

/** Whose sign-ins somebody may know of; null for nobody's. */
export function reachOfSignIns(admin: Admin): AuditReach | null {
  switch (reachOf(admin, 'audit.read')) {
    // Sign-ins are about users: whoever may know what happens to those may know of all of them.
    case 'all':
    case 'users':
      return 'all';
    case 'own':
      return { clients: admin.ownClients };
    default:
      return null;
  }
}
