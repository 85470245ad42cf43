import { describe, expect, it } from '@jest/globals';
import { serverError } from './catalogue.js';
import { failureDetail } from './failure-detail.js';

const SECRET = 'AbZ3kfPq9xLrT2mNvY7wQd0sHj5gUc1e';

describe('the detail of a failure', () => {
  it('is the class and the first line', () => {
    expect(
      failureDetail(new TypeError("Cannot read properties of undefined (reading 'name')\n at x")),
    ).toEqual({ name: 'TypeError', line: "Cannot read properties of undefined (reading 'name')" });
    expect(failureDetail(serverError.because('the mail host is gone'))).toEqual({
      name: 'OAuthError',
      line: 'server_error: The server met an unexpected condition. (the mail host is gone)',
    });
  });

  it.each([
    ['a text', 'plain', { name: 'string', line: 'plain' }],
    ['nothing', undefined, { name: 'undefined', line: 'undefined' }],
  ])('of %s that was thrown names its type', (_, thrown, detail) => {
    expect(failureDetail(thrown)).toEqual(detail);
  });

  it.each([
    ['a code', `code ${SECRET} was used`],
    ['a token in a header', `refused: Bearer ${SECRET}`],
    ['a short credential in a header', 'refused: Basic dTpw'],
    ['a query', `GET https://app.example/cb?code=x9&state=short failed`],
    ['a password by its name', 'client_secret=hunter2 is wrong'],
    ['a password as JSON', '{"password":"hunter2"}'],
    ['a password in an address', 'connect mysql://root:hunter2@db.example/sso failed'],
    ['a digest', `Duplicate entry '${'9f'.repeat(32)}' for key`],
  ])('tells nothing of %s', (_, message) => {
    const { line } = failureDetail(new Error(message));
    expect(line).toContain('…');
    expect(line).not.toMatch(/AbZ3kf|dTpw|x9|short|hunter2|9f9f/);
  });

  it('is short', () => {
    expect(failureDetail(new Error('far '.repeat(1000))).line).toHaveLength(300);
  });
});
