import { describe, expect, it } from '@jest/globals';
import { Passwords } from './passwords.js';

describe('passwords', () => {
  it('are hashed with argon2id and a salt of their own', async () => {
    const passwords = new Passwords();
    const [a, b] = await Promise.all([passwords.hash('secret'), passwords.hash('secret')]);
    expect(a).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(a).not.toBe(b);
    expect(await passwords.verify(a, 'secret')).toBe(true);
    expect(await passwords.verify(a, 'Secret')).toBe(false);
  });

  it('differ behind the 72nd byte too', async () => {
    const passwords = new Passwords();
    const phc = await passwords.hash(`${'x'.repeat(100)}a`);
    expect(await passwords.verify(phc, `${'x'.repeat(100)}b`)).toBe(false);
  });

  it('are compared with a decoy for a user who does not exist, and never match it', async () => {
    const passwords = new Passwords();
    expect(await passwords.verify(null, 'no user has this password')).toBe(false);
  });

  it('of more than 1024 bytes are refused unread', async () => {
    const passwords = new Passwords();
    const phc = await passwords.hash('é'.repeat(512));
    expect(await passwords.verify(phc, 'é'.repeat(512))).toBe(true);
    const long = 'é'.repeat(512) + 'x';
    expect(await passwords.verify(await passwords.hash(long), long)).toBe(false);
  });

  it('wait their turn, and beyond 100 waiting the answer is 503', async () => {
    const passwords = new Passwords(1);
    const outcomes = await Promise.allSettled(Array.from({ length: 105 }, () => passwords.hash('secret')));
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(4);
    for (const { reason } of refused) {
      expect(reason).toMatchObject({ code: 'temporarily_unavailable', status: 503 });
    }
    // The queue has run dry, so the next caller is served.
    await expect(passwords.hash('secret')).resolves.toMatch(/^\$argon2id\$/);
  });
});
