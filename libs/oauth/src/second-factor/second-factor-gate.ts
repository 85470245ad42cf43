import { Injectable } from '@nestjs/common';
import { isMultiFactor, type Account } from '../accounts/account-store.js';
import type { EndpointName } from '../wire/endpoint-names.js';
import { ResolvedOptions } from '../oauth.options.js';
import { FurtherFactor } from '../sign-in/further-factor.js';
import { SecondFactors } from './second-factors.js';

/** Whom a password alone does not let in. */
@Injectable()
export class SecondFactorGate extends FurtherFactor {
  constructor(
    private readonly factors: SecondFactors,
    private readonly options: ResolvedOptions,
  ) {
    super();
  }

  async pageFor({ subject, authentication }: Account): Promise<EndpointName | null> {
    // The host's account store has asked for more than a password by itself.
    if (isMultiFactor(authentication?.amr)) return null;
    if (await this.factors.has(subject)) return 'sign_in/second_factor';
    return this.options.secondFactor.policy === 'required' ? 'sign_in/second_factor/set_up' : null;
  }
}
