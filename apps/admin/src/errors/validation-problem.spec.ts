import { describe, expect, it } from '@jest/globals';
import type { ValidationError } from 'class-validator';
import { validationProblem } from './validation-problem.js';

describe('a refused body', () => {
  it('names each field, nested ones by their path', () => {
    const errors = [
      { property: 'name', constraints: { isString: 'name must be a string' } },
      { property: 'a', children: [{ property: '0', constraints: { isUrl: 'no' } }] },
    ] as ValidationError[];
    expect(validationProblem(errors)).toMatchObject({
      status: 400,
      error: 'invalid_request',
      fields: [
        { field: 'name', message: 'name must be a string' },
        { field: 'a.0', message: 'no' },
      ],
    });
  });
});
