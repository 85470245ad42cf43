import { describe, expect, it } from '@jest/globals';
import { COMMON_PASSWORDS } from './common-passwords.js';
import { passwordProblem, type PasswordProblem } from './password-policy.js';

const alice = { username: 'alice', minLength: 10 };

describe('a new password', () => {
  it.each<[string, string, PasswordProblem | null]>([
    ['nine characters', 'abcdefgh1', 'too-short'],
    ['nothing', '', 'too-short'],
    ['ten characters', 'sz7!kq0.vb', null],
    ['nine characters that take twenty-seven bytes', '我爱北京天安门上太', 'too-short'],
    ['ten characters outside the basic plane', '😀😁😂🤣😃😄😅😆😉😊', null],
    ['nine of them, eighteen code units', '😀😁😂🤣😃😄😅😆😉', 'too-short'],
    ['spaces', 'correct horse battery staple', null],
    ['1024 bytes', `a${'é'.repeat(511)}b`, null],
    ['1025 bytes', `ab${'é'.repeat(511)}c`, 'too-long'],
    ['the user name', 'my name is alice', 'contains-username'],
    ['the user name in other letters', 'ALICE in wonderland', 'contains-username'],
    ['the user name in a compatibility form', 'ａｌｉｃｅ in wonderland', 'contains-username'],
    ['what everybody takes', '1234567890', 'common'],
    ['... in capitals', 'QwertyUiop', 'common'],
    ['one character again and again', '~~~~~~~~~~~~', 'common'],
  ])('of %s', (_, password, problem) => {
    expect(passwordProblem(password, alice)).toBe(problem);
  });

  it('may be shorter or must be longer where the option says so', () => {
    expect(passwordProblem('sz7!kq0.', { ...alice, minLength: 8 })).toBeNull();
    expect(passwordProblem('sz7!kq0.vb', { ...alice, minLength: 11 })).toBe('too-short');
  });

  it('must not contain the part of an address before the @ either', () => {
    const ada = { username: 'ada.lovelace@acme.example', minLength: 10 };
    expect(passwordProblem('ada.lovelace!', ada)).toBe('contains-username');
    expect(passwordProblem('acme.example!', ada)).toBeNull();
  });

  it('may contain a name of two letters, which many words do', () => {
    expect(passwordProblem('a longer albatross', { username: 'al', minLength: 10 })).toBeNull();
    expect(passwordProblem('a longer albatross', { username: '', minLength: 10 })).toBeNull();
  });

  it('is compared with a list that holds only what the comparison can find', () => {
    for (const common of COMMON_PASSWORDS) {
      expect(common).toBe(common.normalize('NFKC').toLowerCase());
      expect(common.length).toBeGreaterThanOrEqual(10);
    }
  });
});
