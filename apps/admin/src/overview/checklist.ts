import { Injectable } from '@nestjs/common';
import { AuditEvent, Client, Clock, Database } from '@portcullis/oauth';
import { AdminMember } from '../members/admin-member.entity.js';
import { AdminSettings } from '../settings.js';
import { Dismissal } from './dismissal.entity.js';
import { SIGNED_IN } from './sign-in-events.js';

/** What a new installation needs, in a sensible order. */
export const FIRST_STEPS = ['https_issuer', 'second_owner', 'first_client', 'first_sign_in'] as const;

export interface FirstStep {
  readonly step: (typeof FIRST_STEPS)[number];
  readonly done: boolean;
}

const HINT = 'first_steps';

/** Says what is left to do after the installation, until all of it is done or somebody has seen enough of it. */
@Injectable()
export class Checklist {
  constructor(
    private readonly database: Database,
    private readonly settings: AdminSettings,
    private readonly clock: Clock,
  ) {}

  /** @returns null when nothing is left, or they have dismissed it */
  async of(subject: string): Promise<FirstStep[] | null> {
    if (await this.database.find(Dismissal, { subject, hint: HINT })) return null;
    const done: Readonly<Record<FirstStep['step'], boolean>> = {
      https_issuer: this.settings.issuer.startsWith('https:'),
      second_owner: (await this.database.findMany(AdminMember, { role: 'owner' }, { limit: 2 })).length > 1,
      first_client: await this.hasClient(),
      first_sign_in: await this.hasSignIn(),
    };
    const steps = FIRST_STEPS.map((step) => ({ step, done: done[step] }));
    return steps.every((step) => step.done) ? null : steps;
  }

  async dismiss(subject: string): Promise<void> {
    const dismissedAt = this.clock.now();
    await this.database.upsert(Dismissal, [{ subject, hint: HINT, dismissedAt }]);
  }

  /** Has anybody signed in to another application than this one? */
  private async hasSignIn(): Promise<boolean> {
    const found = await this.database.run((manager) =>
      manager
        .createQueryBuilder(AuditEvent, 'event')
        .where('event.event IN (:...events)', { events: SIGNED_IN })
        .andWhere('event.clientId <> :own', { own: Buffer.from(this.settings.clientId) })
        .limit(1)
        .getOne(),
    );
    return found !== null;
  }

  /** Another one than this app. */
  private async hasClient(): Promise<boolean> {
    const some = await this.database.findMany(Client, {}, { limit: 2 });
    return some.some(({ clientId }) => clientId !== this.settings.clientId);
  }
}
