import { checkNames, InvalidOptions } from '../oauth.option-checks.js';

/** An admin app that may ask this server about itself. */
export interface ConsoleOptions {
  /** The registered, confidential client of the admin app; nobody else is answered. */
  readonly clientId: string;
  /**
   * Which option was read from which environment variable, such as `{ issuer: 'ISSUER' }`: the admin app shows it
   * beside the value. Names of options as they are written here, with a point for a part: `mail.from`.
   */
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * @returns null without the option: then there is no console
 * @throws InvalidOptions
 */
export function resolveConsole(given: ConsoleOptions | undefined): ConsoleOptions | null {
  if (given === undefined) return null;
  checkNames('console.', given, ['clientId', 'variables']);
  const { clientId, variables = {} } = given;
  if (typeof clientId !== 'string' || clientId === '') {
    throw new InvalidOptions(
      '"console.clientId" is missing. Write the client id of your admin app, or leave "console" out.',
    );
  }
  if (!Object.values(variables).every((name) => typeof name === 'string')) {
    throw new InvalidOptions(
      '"console.variables" has a name that is no text. Write for example { issuer: "ISSUER" }.',
    );
  }
  return Object.freeze({ clientId, variables: Object.freeze({ ...variables }) });
}
