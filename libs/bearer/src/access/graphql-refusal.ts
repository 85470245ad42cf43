import { BearerError } from '../challenges/bearer.error.js';

/** The codes that GraphQL servers give these refusals. */
const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  503: 'SERVICE_UNAVAILABLE',
};

/**
 * A refusal in GraphQL, where one response answers for many fields and the status says nothing about one of them.
 * graphql-js copies `extensions` of an error that is thrown into the error that is sent.
 */
export class GraphQLRefusal extends BearerError {
  /** `error` and `challenges` are what a REST route would say in body and headers. */
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(refusal: BearerError, challenges: readonly string[]) {
    super(refusal.getStatus(), refusal.code, refusal.message, refusal.detail, refusal.cause);
    this.extensions = {
      code: CODES[refusal.getStatus()],
      ...(refusal.code && { error: refusal.code }),
      ...(challenges.length > 0 && { challenges }),
    };
  }
}
