import type { ApiProblemResponse } from './types.js';

/** A refusal of the API, or the failure to reach it (`status` 0). */
export class Problem extends Error {
  readonly error: string;
  readonly fields: readonly { readonly field: string; readonly message: string }[];
  readonly reference: string | undefined;

  constructor(
    readonly status: number,
    body: Partial<ApiProblemResponse>,
  ) {
    super(body.message ?? 'No answer');
    this.error = body.error ?? 'unreachable';
    this.fields = body.fields ?? [];
    this.reference = body.reference;
  }
}
