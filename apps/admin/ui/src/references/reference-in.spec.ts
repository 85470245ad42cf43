import { describe, expect, it } from '@jest/globals';
import { referenceIn } from './reference-in.js';

const REFERENCE = '01a20074-f0b3-7da3-9066-751aa7c64493';

describe('the reference in what somebody pasted', () => {
  it.each([
    ['alone', REFERENCE],
    ['with space around it', `\t${REFERENCE} \n`],
    ['in a sentence', `It says "Reference ${REFERENCE}." What now?`],
    ['in capitals', REFERENCE.toUpperCase()],
    ['in an address', `https://sso.example.com/oauth/error?reference=${REFERENCE}`],
  ])('is found %s', (_, text) => expect(referenceIn(text)).toBe(REFERENCE));

  it.each(['', 'help', REFERENCE.slice(1), REFERENCE.replaceAll('-', '')])('is not in "%s"', (text) =>
    expect(referenceIn(text)).toBeUndefined(),
  );
});
