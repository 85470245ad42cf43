export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** A refusal of the JSON API: `error` is stable and for programs, `message` is for people. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly error: string,
    message: string,
    readonly fields?: readonly FieldProblem[],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}
