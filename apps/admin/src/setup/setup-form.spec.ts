import { describe, expect, it } from '@jest/globals';
import { problemsOf, readSetupForm } from './setup-form.js';

const GOOD = {
  username: 'grace',
  name: 'Grace Hopper',
  password: 'a long enough one',
  again: 'a long enough one',
};

describe('the setup form', () => {
  it('is read from whatever a browser sends', () => {
    expect(readSetupForm({ ...GOOD, username: ' grace ', role: 'god' })).toEqual(GOOD);
    const empty = { username: '', name: '', password: '', again: '' };
    expect(readSetupForm(undefined)).toEqual(empty);
    expect(readSetupForm({ username: ['a', 'b'], name: { toString: 'x' } })).toEqual(empty);
  });

  it.each([
    [{}, {}],
    [{ username: '' }, { username: 'missing' }],
    [{ name: '' }, { name: 'missing' }],
    [{ name: 'x'.repeat(201) }, { name: 'unfit' }],
    [{ password: 'short', again: 'short' }, { password: 'too-short' }],
    [{ password: 'password123', again: 'password123' }, { password: 'common' }],
    [{ password: 'grace is great', again: 'grace is great' }, { password: 'contains-username' }],
    [{ again: 'another' }, { again: 'different' }],
  ])('with %j has the problems %j', (change, problems) => {
    expect(problemsOf({ ...GOOD, ...change })).toEqual(problems);
  });
});
