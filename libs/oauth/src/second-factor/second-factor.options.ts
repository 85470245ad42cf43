import { checkNames, InvalidOptions } from '../oauth.option-checks.js';

export interface SecondFactorOptions {
  /**
   * Who has to prove a second factor: with `optional` whoever has set one up, with `required` everybody; whoever has
   * none then sets one up at sign-in, before there is a session. Default: `optional`.
   */
  readonly policy: 'optional' | 'required';
}

/**
 * @param isOn is there a second factor at all?
 * @throws InvalidOptions
 */
export function resolveSecondFactor(
  given: Partial<SecondFactorOptions> = {},
  isOn: boolean,
): SecondFactorOptions {
  const options: SecondFactorOptions = { policy: 'optional', ...given };
  checkNames('secondFactor.', options, ['policy']);
  if (!['optional', 'required'].includes(options.policy)) {
    throw new InvalidOptions(
      `"secondFactor.policy" is ${JSON.stringify(options.policy)}. Write "optional" or "required".`,
    );
  }
  if (options.policy === 'required' && !isOn) {
    throw new InvalidOptions(
      '"secondFactor.policy" is "required", but the feature "secondFactor" is off, so nobody would be asked. ' +
        'Switch it on, or leave the policy out.',
    );
  }
  return Object.freeze(options);
}
