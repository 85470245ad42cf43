import { passwordProblem, type PasswordProblem } from '@portcullis/oauth';

/** The least that the authorization server asks for where users choose a password, unless it is told otherwise. */
export const MIN_PASSWORD = 10;

export type SetupField = 'username' | 'name' | 'password' | 'again';
export type SetupProblem = PasswordProblem | 'missing' | 'unfit' | 'taken' | 'different';
export type SetupProblems = Readonly<Partial<Record<SetupField, SetupProblem>>>;

export type SetupForm = Readonly<Record<SetupField, string>>;

/** @param body what the browser sent, of any shape */
export function readSetupForm(body: unknown): SetupForm {
  const values = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: SetupField): string => {
    const value = values[name];
    return typeof value === 'string' ? value : '';
  };
  return {
    username: text('username').trim(),
    name: text('name').trim(),
    password: text('password'),
    again: text('again'),
  };
}

/** What is wrong with it, field by field; what only the user table knows is not judged here. */
export function problemsOf({ username, name, password, again }: SetupForm): SetupProblems {
  const unfit = passwordProblem(password, { username, minLength: MIN_PASSWORD });
  return {
    ...(username === '' && { username: 'missing' as const }),
    ...(username.length > 255 && { username: 'unfit' as const }),
    ...(name === '' && { name: 'missing' as const }),
    ...(name.length > 200 && { name: 'unfit' as const }),
    ...(unfit && { password: unfit }),
    ...(!unfit && password !== again && { again: 'different' as const }),
  };
}
