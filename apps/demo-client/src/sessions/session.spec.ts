import { describe, expect, it } from '@jest/globals';
import { Session } from './session.js';

describe('Session', () => {
  it('hands a pending sign-up out once', () => {
    const session = new Session('id', new Date());
    const pending = {
      authorizationUrl: new URL('http://localhost'),
      state: 's',
      nonce: null,
      codeVerifier: 'v',
    };
    session.expect(pending);
    expect(session.takePending()).toBe(pending);
    expect(session.takePending()).toBeNull();
  });

  it('does one thing after the other, also after a failure', async () => {
    const session = new Session('id', new Date());
    const order: string[] = [];
    const slow = session.exclusively(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push('first');
      throw new Error('refused');
    });
    const next = session.exclusively(async () => order.push('second'));
    await expect(slow).rejects.toThrow('refused');
    await next;
    expect(order).toEqual(['first', 'second']);
  });
});
