import { describe, expect, it } from '@jest/globals';
import { sha256 } from '../primitives/digest.js';
import { newRecoveryCode, recoveryCodeDigest } from './recovery-code.js';

describe('newRecoveryCode', () => {
  it('has sixteen letters of 32, in groups, without those that look like others', () => {
    const codes = Array.from({ length: 500 }, newRecoveryCode);
    for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(new Set(codes).size).toBe(500);
    expect(new Set(codes.join('').replaceAll('-', '')).size).toBe(32);
  });
});

describe('recoveryCodeDigest', () => {
  const digest = sha256('7K3M9QZT01XW2HNV');

  it.each([
    '7K3M-9QZT-01XW-2HNV',
    '7k3m9qzt01xw2hnv',
    ' 7K3M 9QZT 01XW 2HNV ',
    '7K3M-9QZT-OIXW-2HNV',
    '7K3M-9QZT-olxw-2HNV',
    '\uff17K3M-9QZT-01XW-2HNV',
  ])('reads %j as the code that was meant', (typed) => {
    expect(recoveryCodeDigest(typed)).toEqual(digest);
  });

  it.each(['', '7K3M-9QZT-01XW', '7K3M-9QZT-01XW-2HNV1', '7K3M-9QZT-01XW-2HNU', '123456'])(
    'says that %j is no code',
    (typed) => expect(recoveryCodeDigest(typed)).toBeNull(),
  );
});
