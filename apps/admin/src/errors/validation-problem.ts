import type { ValidationError } from 'class-validator';
import { ApiError, type FieldProblem } from './api-error.js';

/** What class-validator found, as one refusal that names each field. */
export function validationProblem(errors: readonly ValidationError[]): ApiError {
  return new ApiError(
    400,
    'invalid_request',
    'Some fields were refused.',
    errors.flatMap((error) => fieldsOf(error)),
  );
}

function fieldsOf({ property, constraints, children }: ValidationError, path = ''): FieldProblem[] {
  const field = path ? `${path}.${property}` : property;
  const own = Object.values(constraints ?? {}).map((message) => ({ field, message }));
  return [...own, ...(children ?? []).flatMap((child) => fieldsOf(child, field))];
}
